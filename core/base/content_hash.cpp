// SPDX-License-Identifier: Apache-2.0
#include "core/base/content_hash.h"

#include <cerrno>
#include <fstream>
#include <vector>

#include "core/base/atomic_file.h"

// Inlined from its header: the preset `nn` needs no library more, and builds without it too.
#if __has_include(<xxhash.h>)
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

namespace transpine {

#ifdef XXH_INLINE_ALL

struct ContentHasher::State {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> xxh3{XXH3_createState(),
                                                                &XXH3_freeState};
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(state_->xxh3.get());
}

void ContentHasher::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_->xxh3.get(), bytes.data(), bytes.size());
}

std::string ContentHasher::digest() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxh3.get()));
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : canonical.digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

#else

struct ContentHasher::State {};
ContentHasher::ContentHasher() = default;
void ContentHasher::add(std::span<const std::byte>) {}
std::string ContentHasher::digest() const {
  return {};
}

#endif

ContentHasher::~ContentHasher() = default;

Result<std::string> content_hash(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return file_error("could not be opened", path, errno);
  ContentHasher hasher;
  std::vector<char> buffer(1 << 20);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    hasher.add(std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(in.gcount()))));
  }
  if (in.bad()) return file_error("could not be read", path, EIO);
  return hasher.digest();
}

}  // namespace transpine
