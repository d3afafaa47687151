/** What a command asks of a daemon, and the forms of text in which its parts are written. */
package org.albatross.client.request;
