/** What the local servers and their launcher share: folders held by one process, loopback ports, their exception. */
package io.retune.local;
