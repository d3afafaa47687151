/** albatrossd: its command line, and where its parts are put together. Nothing depends on it. */
package org.albatross.albatrossd;
