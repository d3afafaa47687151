/** Tests of parts of commands that whole runs cannot reach cheaply. */
package org.albatross.client.command;
