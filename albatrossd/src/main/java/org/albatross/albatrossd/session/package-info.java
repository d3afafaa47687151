/** Connections to albatrossd: each message is decoded and handed to who answers it. */
package org.albatross.albatrossd.session;
