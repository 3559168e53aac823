// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// XXH3-128 of bytes that come in parts. Where the build had no xxHash, every digest is empty.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;

  void add(std::span<const std::byte> bytes);
  /// 32 hexadecimal digits, canonical byte order.
  std::string digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The hash of a file's bytes, read in pieces. Errors: the file cannot be read.
Result<std::string> content_hash(const std::filesystem::path& path);

}  // namespace transpine
