/** Unikernels as peers see them: commands about them, and images that come and go. */
package org.albatross.albatrossd.image;
