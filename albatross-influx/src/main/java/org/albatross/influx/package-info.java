/** albatross-influx: writes statistics as line protocol. Depends on the core only. */
package org.albatross.influx;
