/** Block devices: their files, and the commands about them. */
package org.albatross.albatrossd.block;
