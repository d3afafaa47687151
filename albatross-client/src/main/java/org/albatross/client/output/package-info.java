/** How replies are shown to people, and files that receive data. */
package org.albatross.client.output;
