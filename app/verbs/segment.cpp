// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <map>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/group_files.h"
#include "core/pipeline/provenance.h"
#include "core/pipeline/segment_settings.h"
#include "core/project/roles.h"
#include "core/registration/image_checks.h"
#include "core/registration/registration_advice.h"

namespace transpine {
namespace {

constexpr double kLeastShareNearBone = 0.5;

class SegmentVerb : public Verb {
 public:
  std::string name() const override { return "segment"; }
  std::string summary() const override {
    return "Segments vertebrae and their parts in a real or synthetic CT: from landmarks, with a "
           "network, or with another program.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"CT", "The CT in Hounsfield units.", &ct_},
        {"LANDMARKS",
         "Points with a body (50) for each vertebra; the method landmarks needs them, for the "
         "others they only say the levels.",
         &landmarks_, false},
        {"OUTPUT",
         "The vertebra mask to write, NAME.nii.gz; NAME_subreg.nii.gz and the provenance NAME.json "
         "go beside it.",
         &output_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(side_, {.key = "side",
                     .label = "Landmarks of",
                     .help = "Whose points lie in the image's frame: mr for a synthetic CT.",
                     .choices = {"mr", "ct"}});
    list.append(options_of(options_));
    list.add(study_, {.key = "study",
                      .label = "Study",
                      .help = "Takes from this study's settings what is not given here."});
    list.add(keep_, {.key = "keep_for_study",
                     .label = "Keep for the study",
                     .help = "Makes what is given here the study's own way to segment."});
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto taken = take_study(context.given); !taken) return taken.error();
    if (auto possible = check_image_output(output_); !possible) return possible.error();
    if (auto distinct =
            check_distinct({ct_, landmarks_}, {output_, subregion_file(), sidecar_file()});
        !distinct) {
      return distinct.error();
    }
    const auto segmenter = make_spine_segmenter(options_);
    if (!segmenter) return segmenter.error();
    if ((*segmenter)->needs_landmarks() && landmarks_.empty()) {
      return Error{"LANDMARKS is missing: the method " + options_.method + " starts from them.",
                   "Give a file of points before the output, or choose another --method."};
    }
    const auto ct = load_finite_image(ct_, context);
    if (!ct) return ct.error();
    if (const auto warning = ct_warning(ct->volume)) {
      context.out.warning(ct_.string() + ": " + *warning);
    }
    const auto points = landmarks_in(ct->volume, context.out);
    if (!points) return points.error();
    if (context.dry_run && options_.method == "command") return would_run(context);
    JobContext job = context.job.part(0.1, 0.9);
    const auto result = segment_spine(**segmenter, options_, ct->volume, *points, job);
    if (!result) {
      const std::string with = landmarks_.empty() ? "" : " with " + landmarks_.string();
      return about(ct_.string() + with, result.error());
    }
    if (!context.dry_run) {
      auto written = write(*result, **segmenter, context.job);
      if (!written) return written.error();
      if (auto kept = keep_for_study(); !kept) return kept.error();
    }
    return report(*result, context);
  }

 private:
  /// Options of the study where none were given.
  Result<void> take_study(const std::set<std::string>& given) {
    if (study_.empty()) {
      if (!keep_) return {};
      return Error{"Nothing says for which study the options are to be kept.",
                   "Name it with --study."};
    }
    const auto study = Study::open(study_);
    if (!study) return study.error();
    return fill_from_study(options_, *study, given);
  }

  Result<void> keep_for_study() const {
    if (!keep_) return {};
    auto study = Study::open(study_);
    if (!study) return study.error();
    keep_segment_options(*study, options_);
    return study->save();
  }

  Result<LandmarkSet> landmarks_in(const Volume& ct, Output& out) const {
    if (landmarks_.empty()) return LandmarkSet();
    auto points =
        read_landmarks(landmarks_, ct.grid(), side_ == "mr" ? LandmarkSide::mr : LandmarkSide::ct);
    if (points) warn_of_points(*points, ct, out);
    return points;
  }

  /// Another program is not run for a trial.
  nlohmann::json would_run(VerbContext& context) const {
    context.out.text("Would run " + options_.command + " and write " + output_.string() + " and " +
                     subregion_file().string());
    return {{"vertebrae", output_.string()},
            {"subregions", subregion_file().string()},
            {"provenance", sidecar_file().string()}};
  }

  /// Points outside the image, of another person, or far from bone: another file or side is meant.
  void warn_of_points(const LandmarkSet& points, const Volume& ct, Output& out) const {
    for (const auto& text : outside_warnings(points, ct.grid(), ct_.string())) out.warning(text);
    for (const auto& text : order_warnings(points, landmarks_.string())) out.warning(text);
    if (are_of_two_subjects(ct_, landmarks_)) {
      out.warning(ct_.string() + " and " + landmarks_.string() +
                  " are of two people by their names.");
    }
    if (share_near_bone(points, ct) < kLeastShareNearBone) {
      out.warning("Most bodies of " + landmarks_.string() + " do not lie in bone of " +
                  ct_.string() + ": are these the points of this image (--side is " + side_ + ")?");
    }
  }

  std::filesystem::path beside(const std::string& end) const {
    const std::string name = output_.filename().string();
    return output_.parent_path() / (name.substr(0, name.find(".nii")) + end);
  }
  std::filesystem::path subregion_file() const { return beside("_subreg.nii.gz"); }
  std::filesystem::path sidecar_file() const { return beside(".json"); }

  Result<void> write(const Segmentation& result, const SpineSegmenter& segmenter, JobContext& job) {
    nlohmann::json used = options_of(options_).to_json();
    used["side"] = side_;
    auto provenance = provenance_of("segment", used, {{"ct", ct_}, {"landmarks", landmarks_}});
    if (!provenance) return provenance.error();
    (*provenance)["segmenter"] = segmenter.description();
    (*provenance)["notes"] = result.notes;
    return write_files_together({nifti_in_group(output_, result.vertebrae, {}, &job),
                                 nifti_in_group(subregion_file(), result.subregions, {}, &job),
                                 json_in_group(sidecar_file(), *provenance)});
  }

  nlohmann::json report(const Segmentation& result, VerbContext& context) const {
    std::map<int, std::int64_t> voxels;
    for (const auto id : result.vertebrae.values<std::uint8_t>()) {
      if (id != 0) ++voxels[id];
    }
    const double voxel_ml = result.vertebrae.grid().spacing_mm.prod() / 1000;
    nlohmann::json volumes;
    for (const auto& [id, count] : voxels) {
      const double ml = static_cast<double>(count) * voxel_ml;
      volumes[vertebra_name(id)] = ml;
      char line[64];
      std::snprintf(line, sizeof line, "  %-5s %8.2f ml", vertebra_name(id).c_str(), ml);
      context.out.text(line);
    }
    context.out.text((context.dry_run ? "Would write " : "Wrote ") + output_.string() + " and " +
                     subregion_file().string());
    return {{"vertebrae", output_.string()},
            {"subregions", subregion_file().string()},
            {"provenance", sidecar_file().string()},
            {"volume_ml", volumes},
            {"notes", result.notes}};
  }

  std::filesystem::path ct_, landmarks_, output_, study_;
  std::string side_ = "ct";
  bool keep_ = false;
  SegmentOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_segment_verb() {
  return std::make_unique<SegmentVerb>();
}

}  // namespace transpine
