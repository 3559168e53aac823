// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// Lets the process keep freed blocks of up to 32 MB instead of giving each back to the system:
/// tensors of one size come and go at every step, and mapping them anew cost a fifth of a training
/// step. Does nothing where the C library has no such setting. Call it before long tensor work.
void keep_freed_memory();

}  // namespace transpine
