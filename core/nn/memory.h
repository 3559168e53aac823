// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// While one of these lives the process keeps freed memory instead of giving it back to the system:
/// tensors of several megabytes then do not cost a page fault for every 4 KiB in every step. The
/// last one that goes gives all of it back. Does nothing where the C library is not glibc. Make it
/// before long tensor work.
class FreedMemoryKeeper {
 public:
  /// Blocks above 32 MiB, whose places cannot be filled again as well, may take up to four times
  /// what is in use.
  enum class Blocks { up_to_32_mib, all };

  explicit FreedMemoryKeeper(Blocks blocks = Blocks::up_to_32_mib);
  ~FreedMemoryKeeper();
  FreedMemoryKeeper(const FreedMemoryKeeper&) = delete;
  FreedMemoryKeeper& operator=(const FreedMemoryKeeper&) = delete;

 private:
  Blocks blocks_;
};

}  // namespace transpine
