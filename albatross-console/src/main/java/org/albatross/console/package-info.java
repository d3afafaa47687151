/** albatross-console: keeps the output of unikernels in rings and streams it to subscribers. */
package org.albatross.console;
