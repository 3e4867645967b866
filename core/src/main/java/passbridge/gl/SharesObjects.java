// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

/**
 * A renderer whose context shares objects with those of its kind in other sessions, in the process's {@link ShareGroup}. The end of a context
 * does not free what was made in it: such a renderer makes and frees buffers, textures and renderbuffers by {@link ObjectKind}, and everything
 * else in its {@code close()}.
 */
public interface SharesObjects {}
