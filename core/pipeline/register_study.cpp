// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/register_study.h"

#include <algorithm>

#include "core/base/content_hash.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/steps.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/register_vertebrae.h"
#include "core/registration/registration_advice.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// Of a file that is not there "-": that is a state too.
std::string hash_or_dash(const fs::path& path) {
  const auto hash = content_hash(path);
  return hash ? *hash : "-";
}

RegistrationOptions registration_options(const RegisterStudyOptions& options,
                                         const LandmarkDocument& document) {
  RegistrationOptions chosen;
  if (options.points != "all") chosen.subregions = {subregion::kBody};
  if (options.points == "2") chosen.subregions.push_back(subregion::kSpinousProcess);
  chosen.trim_fraction = options.trim_fraction;
  chosen.weights = pair_weights(document);
  return chosen;
}

ShapeSource shapes_of(const Subject& subject, const LandmarkSet& mr_points) {
  ShapeSource source{subject.path_of(Role::mr_vertebrae), ShapeSource::Image::mr, mr_points};
  if (source.mask.empty()) {
    source.mask = subject.path_of(Role::ct_vertebrae);
    source.mask_of = ShapeSource::Image::ct;
  }
  return source;
}

std::string made_from(const Study& study, const std::string& subject,
                      const RegisterStudyOptions& options) {
  std::string made = hash_or_dash(study.points_file(subject)) + " " + options.points + " " +
                     options.model + " " + std::to_string(options.trim_fraction);
  if (options.model == "polyrigid") {
    made += " " + hash_or_dash(shapes_of(*study.find(subject), {}).mask);
  }
  return made;
}

/// What the transform files of a subject hold now.
std::string written_files(const Study& study, const std::string& subject) {
  const fs::path file = study.transform_file(subject);
  return hash_or_dash(file) + " " + hash_or_dash(polyrigid_file(file));
}

struct Registered {
  RegistrationResult figures;
  std::optional<PolyrigidParts> vertebrae;
};

Result<Registered> registered(const Study& study, const std::string& subject,
                              const RegisterStudyOptions& options) {
  const auto document = subject_landmarks(study, subject);
  if (!document) return document.error();
  const LandmarkSet mr = active_points(document->mr);
  const LandmarkSet ct = active_points(document->ct);
  const RegistrationOptions chosen = registration_options(options, *document);
  if (options.model == "rigid") {
    const auto result = register_landmarks(mr, ct, chosen);
    if (!result) return result.error();
    return Registered{*result, std::nullopt};
  }
  auto result = register_vertebrae(mr, ct, chosen);
  if (!result) return result.error();
  const PolyrigidParts parts{result->figures.ct_from_mr, result->ct_from_mr,
                             shapes_of(*study.find(subject), mr)};
  return Registered{result->figures, parts};
}

Result<void> write_transforms(const fs::path& file, const Registered& result) {
  if (result.vertebrae) {
    auto written = write_polyrigid(polyrigid_file(file), *result.vertebrae);
    if (!written) return written;
    return write_transform(file, result.vertebrae->ct_from_mr);
  }
  if (auto written = write_transform(file, result.figures.ct_from_mr); !written) return written;
  // An older transform of the vertebrae would contradict this one.
  std::error_code ignored;
  fs::remove(polyrigid_file(file), ignored);
  return {};
}

void take_figures(RegistrationRow& row, const RegistrationResult& result) {
  row.pairs = static_cast<int>(result.points.size());
  row.outliers = static_cast<int>(result.outliers.size());
  row.fre_mm = result.fre_mm;
  row.tre_loo_mm = result.tre_loo_mm;
  row.max_mm = result.max_residual_mm;
  row.condition = result.rotation_condition;
  row.posterior_mm = result.expected_tre_posterior_mm;
  row.warnings = result.warnings;
}

void add_warnings(const Study& study, RegistrationRow& row) {
  const Subject& subject = *study.find(row.subject);
  if (are_of_two_subjects(subject.path_of(Role::mr), subject.path_of(Role::ct))) {
    row.warnings.push_back("MR and CT are of two people by their names.");
  }
  const auto document = subject_landmarks(study, row.subject);
  if (!document) return;
  for (const auto& [points, image] :
       {std::pair(&document->mr, "the MR"), std::pair(&document->ct, "the CT")}) {
    const auto found = order_warnings(active_points(*points), image);
    row.warnings.insert(row.warnings.end(), found.begin(), found.end());
  }
}

RegistrationRow new_row(const Study& study, const std::string& subject,
                        const RegisterStudyOptions& options, bool dry_run) {
  RegistrationRow row;
  row.subject = subject;
  row.model = options.model;
  row.points = options.points;
  row.trim_fraction = options.trim_fraction;
  row.made_from = made_from(study, subject, options);
  const auto result = registered(study, subject, options);
  Result<void> done = result ? Result<void>() : Result<void>(result.error());
  if (done && !dry_run) done = write_transforms(study.transform_file(subject), *result);
  if (!done) {
    row.error = done.error().message();
    return row;
  }
  take_figures(row, result->figures);
  add_warnings(study, row);
  row.written = written_files(study, subject);
  return row;
}

/// Whether the row was made of what there is now, and its transforms are still those it wrote.
bool is_as_before(const RegistrationRow& row, const Study& study,
                  const RegisterStudyOptions& options) {
  std::error_code code;
  return row.error.empty() && !row.made_from.empty() &&
         fs::exists(study.transform_file(row.subject), code) &&
         row.made_from == made_from(study, row.subject, options) &&
         row.written == written_files(study, row.subject);
}

std::vector<std::string> wanted_subjects(const Study& study, const RegisterStudyOptions& options) {
  if (!options.subjects.empty()) return options.subjects;
  std::vector<std::string> subjects;
  for (const Subject& subject : study.subjects()) {
    if (!study.points_file(subject.id).empty()) subjects.push_back(subject.id);
  }
  return subjects;
}

}  // namespace

OptionList options_of(RegisterStudyOptions& options) {
  OptionList list;
  list.add(options.points, {.key = "points",
                            .label = "Points of each vertebra",
                            .help = "1: the bodies; 2: bodies and spinous processes, as in the "
                                    "paper; all: whatever both images have.",
                            .choices = {"1", "2", "all"}});
  list.add(options.model, {.key = "model",
                           .label = "Model",
                           .help = "rigid: one transform; polyrigid: one for each vertebra.",
                           .choices = {"rigid", "polyrigid"}});
  list.add(options.trim_fraction,
           {.key = "trim",
            .label = "Set aside",
            .help = "The largest share of the pairs that may be set aside as outliers.",
            .min = 0,
            .max = 0.5});
  list.add(options.subjects, {.key = "subjects",
                              .label = "Subjects",
                              .help = "Which subjects; none = all that have landmarks."});
  list.add(options.again, {.key = "again",
                           .label = "Again",
                           .help = "Registers subjects anew whose points and options are those of "
                                   "the table."});
  return list;
}

Result<std::vector<RegistrationRow>> register_study(
    const Study& study, const RegisterStudyOptions& options, JobContext& job,
    const std::function<void(const RegistrationRow&)>& on_row, bool dry_run) {
  const auto subjects = wanted_subjects(study, options);
  if (subjects.empty()) {
    return Error{"No subject of " + study.folder().string() + " has landmarks.",
                 "Place points in the Register workspace, or import them."};
  }
  for (const std::string& subject : subjects) {
    if (study.find(subject)) continue;
    return Error{"There is no subject " + subject + " in " + study.folder().string() + ".",
                 "Check --subjects."};
  }
  RegistrationTable table(study);
  std::vector<RegistrationRow> rows;
  for (const std::string& subject : subjects) {
    if (!job.checkpoint(static_cast<double>(rows.size()) / static_cast<double>(subjects.size()),
                        subject)) {
      if (auto saved = table.save(); !saved) return saved.error();
      return cancelled_error();
    }
    const RegistrationRow* earlier = table.find(subject);
    if (earlier && !options.again && is_as_before(*earlier, study, options)) {
      rows.push_back(*earlier);
      rows.back().kept = true;
    } else {
      rows.push_back(new_row(study, subject, options, dry_run));
      if (!dry_run) {
        if (auto written = table.put(rows.back()); !written) return written.error();
      }
    }
    if (on_row) on_row(rows.back());
  }
  if (auto saved = table.save(); !saved) return saved.error();
  return rows;
}

}  // namespace transpine
