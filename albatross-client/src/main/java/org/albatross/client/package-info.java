/**
 * albatross-client: turns a command line into requests ({@code command}, {@code request}), carries
 * them to a daemon ({@code transport}), and their answers into output for people ({@code output}).
 *
 * <p>On the path of a local command nothing is loaded but the JDK, picocli and the model and wire
 * packages of the core: the start is what a user waits for.
 */
package org.albatross.client;
