/** Models that are open: by reference, guarded for threads, bounded in number. */
package io.retune.embed.model;
