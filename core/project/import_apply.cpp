// SPDX-License-Identifier: Apache-2.0
#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/project/import_plan.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::string run_name_of(const fs::path& checkpoint) {
  // .../runs/<run>/checkpoints/step-1.safetensors
  const fs::path folder = checkpoint.parent_path();
  if (folder.filename() == "checkpoints" && folder.has_parent_path()) {
    return folder.parent_path().filename().string();
  }
  return checkpoint.stem().string();
}

Result<void> take_checkpoint(const Study& study, const fs::path& from) {
  const fs::path run = study.runs_folder() / run_name_of(from);
  const fs::path to = run / "checkpoints" / from.filename();
  if (fs::exists(run)) {
    return Error{run.string() + " exists already: " + from.string() + " was not taken.",
                 "Rename the file, or remove the run first."};
  }
  return write_file_atomically(to, [&](const fs::path& temporary) -> Result<void> {
    std::error_code code;
    fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, code);
    if (code) return file_error("could not be copied", from, code.value());
    return {};
  });
}

}  // namespace

Result<ImportSummary> apply_import(Study& study, const std::vector<ImportItem>& items, bool replace,
                                   JobContext& job) {
  ImportSummary summary;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const ImportItem& item = items[i];
    if (!item.take) continue;
    if (!job.checkpoint(static_cast<double>(i) / static_cast<double>(items.size()),
                        "Taking " + item.path.filename().string())) {
      return cancelled_error();
    }
    if (item.kind == ImportKind::checkpoint) {
      if (auto taken = take_checkpoint(study, item.path); !taken) {
        summary.warnings.push_back(taken.error().message());
      } else {
        ++summary.runs;
      }
      continue;
    }
    if (item.kind != ImportKind::subject_file || !item.role || item.subject.empty()) continue;
    if (!is_subject_id(item.subject)) {
      summary.warnings.push_back(item.path.string() + " was not taken: \"" + item.subject +
                                 "\" cannot name a subject.");
      continue;
    }
    Subject& subject = study.subject(item.subject);
    const fs::path present = subject.path_of(*item.role);
    if (!present.empty() && present != item.path && !replace) {
      summary.warnings.push_back(item.path.string() + " was not taken: " + present.string() +
                                 " is the " + role_key(*item.role) + " of " + item.subject + ".");
      continue;
    }
    SubjectFile file;
    file.path = item.path;
    std::error_code code;
    const auto bytes = fs::file_size(item.path, code);
    if (!code) file.bytes = bytes;
    if (const auto hash = content_hash(item.path)) file.content_hash = *hash;
    subject.files[*item.role] = std::move(file);
    ++summary.files;
  }
  return summary;
}

}  // namespace transpine
