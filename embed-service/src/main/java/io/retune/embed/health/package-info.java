/** Health that means something: live models loaded, a probe text encoded, no call stuck in native code. */
package io.retune.embed.health;
