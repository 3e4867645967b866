// SPDX-License-Identifier: Apache-2.0
const float PI = 3.14159265358979;
