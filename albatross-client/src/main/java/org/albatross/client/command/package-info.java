/** The commands: one class for each, which turns its command line into requests. */
package org.albatross.client.command;
