/**
 * albatross-client: turns a command line into messages, and their answers into output for people.
 */
package org.albatross.client;
