// SPDX-License-Identifier: Apache-2.0
/** The API of Passbridge: what a renderer implements, and what it is handed. */
package passbridge;
