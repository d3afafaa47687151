/** How albatrossd was started, and where its files are. All other parts may depend on it. */
package org.albatross.albatrossd.settings;
