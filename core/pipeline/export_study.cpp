// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/export_study.h"

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/image_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/steps.h"
#include "core/project/review.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// "T1w" or "T2w" where the file's name has it, else "mr".
std::string mr_suffix(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name.find("t1w") != std::string::npos) return "T1w";
  return name.find("t2w") != std::string::npos ? "T2w" : "mr";
}

std::string image_place(Role role, const std::string& id, const fs::path& source) {
  const auto mask = [&](const char* space, const char* what) {
    return "masks/" + id + "_space-" + space + "_seg-" + what + "_msk.nii.gz";
  };
  switch (role) {
    case Role::mr:
      return "anat/" + id + "_" + mr_suffix(source) + ".nii.gz";
    case Role::ct:
      return "ct/" + id + "_ct.nii.gz";
    case Role::mr_vertebrae:
      return mask("mr", "vert");
    case Role::mr_subregions:
      return mask("mr", "subreg");
    case Role::ct_vertebrae:
      return mask("ct", "vert");
    case Role::ct_subregions:
      return mask("ct", "subreg");
    default:
      return {};
  }
}

/// Ids are taken from names of files, but a study file may hold any.
bool is_folder_name(const std::string& id) {
  return !id.empty() && id != "." && id != ".." && id.find('/') == std::string::npos;
}

bool has_transform(const Study& study, const Subject& subject) {
  std::error_code code;
  return fs::exists(study.transform_file(subject.id), code) ||
         !subject.path_of(Role::ct_from_mr).empty();
}

bool is_packed_nifti(const fs::path& path) {
  return path.filename().string().ends_with(".nii.gz") && is_nifti_file(path);
}

Result<void> write_image(const fs::path& from, const fs::path& to, bool labels, JobContext& job) {
  if (is_packed_nifti(from)) {
    return write_file_atomically(to, [&](const fs::path& temporary) -> Result<void> {
      std::error_code code;
      fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, code);
      if (code) return file_error("could not be copied", from, code.value());
      return {};
    });
  }
  JobContext reading = job.part(0, 0.5);
  const auto image = read_image(from, &reading, {}, labels ? VoxelUse::labels : VoxelUse::values);
  if (!image) return image.error();
  JobContext writing = job.part(0.5, 1);
  return write_nifti(to, image->volume, {}, &writing);
}

Result<void> write_points(const Study& study, const ExportedFile& file) {
  const fs::path source = study.points_file(file.subject);
  if (file.what == "landmarks") {
    const auto document = read_landmark_document(source);
    if (!document) return document.error();
    return write_landmark_document(file.path, *document);
  }
  const auto side = file.what == "mr_points" ? LandmarkSide::mr : LandmarkSide::ct;
  const auto points = read_landmarks(source, {}, side);
  if (!points) return points.error();
  return write_landmarks(file.path, *points, LandmarkFormat::csv, {});
}

Result<void> write_registration(const Study& study, const ExportedFile& file) {
  const auto ct_from_mr = subject_transform(study, file.subject);
  if (!ct_from_mr) return ct_from_mr.error();
  if (file.what == "ct_from_mr") return write_transform(file.path, *ct_from_mr);
  const Eigen::Matrix4d matrix = ct_from_mr->matrix();
  json rows = json::array();
  for (int row = 0; row < 4; ++row) {
    rows.push_back({matrix(row, 0), matrix(row, 1), matrix(row, 2), matrix(row, 3)});
  }
  const json document{{"transform", "ct_from_mr"},
                      {"meaning", "p_ct = matrix * p_mr, in millimetres"},
                      {"space", "LPS"},
                      {"matrix", rows}};
  return write_text_atomically(file.path, json_text(document, 2) + "\n");
}

Result<void> write_one(const Study& study, const ExportedFile& file, JobContext& job) {
  if (const auto role = role_from_key(file.what); role && is_image(*role)) {
    const fs::path source = study.find(file.subject)->path_of(*role);
    return write_image(source, file.path, is_label_map(*role), job);
  }
  if (file.what == "ct_from_mr" || file.what == "transform_matrix") {
    return write_registration(study, file);
  }
  return write_points(study, file);
}

/// Nothing is written over: neither the study's own files nor what a folder holds.
Result<void> check_free(const Study& study, const std::vector<ExportedFile>& files, bool replace) {
  for (const ExportedFile& file : files) {
    std::error_code code;
    if (!fs::exists(file.path, code)) continue;
    for (const auto& [role, source] : study.find(file.subject)->files) {
      if (!fs::equivalent(source.path, file.path, code)) continue;
      return Error{file.path.string() + " is a file of the study itself.",
                   "Choose another folder."};
    }
    if (replace) continue;
    return Error{file.path.string() + " exists already.",
                 "Choose an empty folder, or allow that files are replaced."};
  }
  return {};
}

/// The verdicts of the exported subjects alone.
std::string participants_csv(const Study& study, const std::vector<std::string>& ids) {
  Study chosen(study.folder());
  for (const std::string& id : ids) {
    if (const Subject* subject = study.find(id)) chosen.subject(id) = *subject;
  }
  return review_csv(chosen);
}

}  // namespace

std::vector<ExportedFile> planned_export(const Study& study,
                                         const std::vector<std::string>& subjects,
                                         const fs::path& folder) {
  std::vector<ExportedFile> files;
  for (const std::string& id : subjects) {
    const Subject* subject = study.find(id);
    if (!subject || !is_folder_name(id)) continue;
    const auto add = [&](const std::string& what, const std::string& place) {
      files.push_back({id, what, folder / id / place});
    };
    for (const auto& [role, file] : subject->files) {
      if (is_image(role)) add(role_key(role), image_place(role, id, file.path));
    }
    if (!study.points_file(id).empty()) {
      add("landmarks", id + "_landmarks.json");
      add("mr_points", id + "_space-mr_landmarks.csv");
      add("ct_points", id + "_space-ct_landmarks.csv");
    }
    if (has_transform(study, *subject)) {
      add("ct_from_mr", id + "_ct-from-mr.tfm");
      add("transform_matrix", id + "_ct-from-mr.json");
    }
  }
  return files;
}

Result<StudyExport> export_study(const Study& study, const std::vector<std::string>& subjects,
                                 const fs::path& folder, bool replace, JobContext& job) {
  StudyExport result;
  for (const std::string& id : subjects) {
    if (!study.find(id)) {
      return Error{study.folder().string() + " has no subject \"" + id + "\".",
                   "Name subjects of the study."};
    }
    if (!is_folder_name(id)) result.warnings.push_back(id + " cannot be the name of a folder.");
  }
  const auto planned = planned_export(study, subjects, folder);
  const fs::path table = folder / "participants.csv";
  if (auto free = check_free(study, planned, replace); !free) return free.error();
  std::error_code code;
  if (fs::exists(table, code) && !replace) {
    return Error{table.string() + " exists already.",
                 "Choose an empty folder, or allow that files are replaced."};
  }
  if (planned.empty()) {
    return Error{"The chosen subjects have no files.", "Import images or place landmarks first."};
  }
  for (std::size_t i = 0; i < planned.size(); ++i) {
    const ExportedFile& file = planned[i];
    const double begin = static_cast<double>(i) / static_cast<double>(planned.size());
    const double end = static_cast<double>(i + 1) / static_cast<double>(planned.size());
    if (!job.checkpoint(begin, "Writing " + file.path.filename().string())) {
      return cancelled_error();
    }
    JobContext part = job.part(begin, end);
    if (const auto written = write_one(study, file, part); written) {
      result.files.push_back(file);
    } else if (written.error().is_cancelled()) {
      return written.error();
    } else {
      result.warnings.push_back(file.subject + ": " + written.error().message());
    }
  }
  if (auto written = write_text_atomically(table, participants_csv(study, subjects)); !written) {
    return written.error();
  }
  result.files.push_back({"", "participants", table});
  return result;
}

}  // namespace transpine
