// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "core/landmarks/landmark_document.h"

namespace transpine {

/// Keeps the newest points of one landmarks file on disk from the moment of an edit until the file
/// itself is written, so that a crash loses none. Recording takes well under a millisecond: the
/// file is not synced, which guards against the end of the program, not of the machine's power.
class LandmarkJournal {
 public:
  /// Beside `landmarks_file`: .<name>.journal.
  explicit LandmarkJournal(const std::filesystem::path& landmarks_file);

  /// Puts down the document; returns the number of this state.
  Result<std::uint64_t> record(const LandmarkDocument& document);
  /// The landmarks file holds state `number`: the journal goes, unless it holds a later one. May be
  /// called from another thread.
  void forget(std::uint64_t number);

  /// What a program that was ended left behind; absent where there is nothing to recover.
  std::optional<LandmarkDocument> left_behind() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::mutex mutex_;
  std::uint64_t newest_ = 0;
};

}  // namespace transpine
