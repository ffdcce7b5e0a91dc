/** The part of a program that makes it a child of the launcher: its flags, its log lines, its end with its parent. */
package io.retune.local.child;
