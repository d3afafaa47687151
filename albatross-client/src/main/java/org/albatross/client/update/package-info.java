/**
 * Newer builds of images, from a build server (builder-web) over HTTP: which build an image is of,
 * what the newest one is, and its image.
 */
package org.albatross.client.update;
