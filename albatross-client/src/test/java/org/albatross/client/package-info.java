/** Tests of the client: whole runs inside this program, against daemons that are made up. */
package org.albatross.client;
