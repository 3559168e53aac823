// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/simulate_mr.h"

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/statistics.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/group_files.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace {

constexpr double kHighestId = 28;

class SimulateMrVerb : public Verb {
 public:
  std::string name() const override { return "simulate-mr"; }
  std::string summary() const override {
    return "Makes a simulated MR with known alignment from a real CT and its vertebra mask.";
  }
  std::vector<Positional> positionals() override {
    return {{"CT", "The CT in Hounsfield units.", &ct_},
            {"VERTEBRAE", "Its mask of VerSe vertebra ids, on the CT's grid.", &vertebrae_},
            {"OUTPUT",
             "The MR to write, for example sub-01_T2w.nii.gz; its masks "
             "(sub-01_space-mr_seg-vert_msk.nii.gz), transform and landmarks go beside it.",
             &output_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(bodies_, {.key = "bodies",
                       .label = "Body mask",
                       .help = "Mask that is not 0 in vertebral bodies; without it their anterior "
                               "parts count as bodies."});
    list.add(subregions_,
             {.key = "subregions",
              .label = "Subregion mask",
              .help = "Mask of subregion ids (41 to 50) on the CT's grid, in place of the body "
                      "mask: its parts, such as the spinous process, become masks and landmarks."});
    list.append(options_of(options_));
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_image_output(output_); !possible) return possible.error();
    if (auto distinct = check_distinct({ct_, vertebrae_, bodies_, subregions_},
                                       {output_, beside("_space-mr_seg-vert_msk.nii.gz"),
                                        beside("_space-mr_seg-subreg_msk.nii.gz"),
                                        beside("_landmarks.json"), beside("_ct-from-mr.tfm")});
        !distinct) {
      return distinct.error();
    }
    const auto ct = load_finite_image(ct_, context);
    if (!ct) return ct.error();
    const auto vertebrae = load_image(vertebrae_, context);
    if (!vertebrae) return vertebrae.error();
    if (const double highest = image_statistics(vertebrae->volume).maximum; highest > kHighestId) {
      return Error{vertebrae_.string() + " holds the label " +
                       std::to_string(static_cast<int>(highest)) +
                       ", which is no VerSe vertebra (1 to 28).",
                   "Number it by VerSe ids: C1-C7 are 1-7, T1-T12 8-19, L1-L6 20-25, S 26. Of a "
                   "vertebra of TotalSegmentator it is 51 minus its id."};
    }
    Volume bodies;
    if (!bodies_.empty()) {
      const auto loaded = load_image(bodies_, context);
      if (!loaded) return loaded.error();
      bodies = loaded->volume;
    }
    Volume subregions;
    if (!subregions_.empty()) {
      const auto loaded = load_image(subregions_, context);
      if (!loaded) return loaded.error();
      subregions = loaded->volume;
      if (bodies.empty()) bodies = bodies_of(subregions);
    }
    JobContext job = context.job.part(0, 0.9);
    auto simulated = simulate_mr(ct->volume, vertebrae->volume, bodies, options_, job);
    if (!simulated) {
      return about(ct_.string() + " with " + vertebrae_.string(), simulated.error());
    }
    if (!subregions.empty()) {
      JobContext naming = context.job.part(0.9, 0.92);
      auto named = name_subregions(*simulated, ct->volume.grid(), subregions, naming);
      if (!named) return about(subregions_.string(), named.error());
    }
    context.out.text("Simulated MR, " + simulated->mr.grid().description());
    if (!context.dry_run) {
      if (auto written = write(*simulated, context.job); !written) return written.error();
      context.out.text("Wrote " + output_.string() + ", its masks, transform and landmarks.");
    }
    return nlohmann::json{{"mr", output_.string()},
                          {"vertebrae", beside("_space-mr_seg-vert_msk.nii.gz").string()},
                          {"subregions", beside("_space-mr_seg-subreg_msk.nii.gz").string()},
                          {"ct_from_mr", beside("_ct-from-mr.tfm").string()},
                          {"landmarks", beside("_landmarks.json").string()},
                          {"simulated", true},
                          {"matrix_lps", matrix_json(simulated->ct_from_mr.matrix())}};
  }

 private:
  std::filesystem::path beside(const std::string& end) const {
    std::string stem = output_.filename().string();
    stem = stem.substr(0, stem.find(".nii"));
    for (const std::string suffix : {"_T1w", "_T2w", "_mr"}) {
      if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
    }
    return output_.parent_path() / (stem + end);
  }

  Result<void> write(const SimulatedMr& simulated, JobContext& job) const {
    const auto points = points_of(simulated);
    if (!points) return points.error();
    return write_files_together(
        {nifti_in_group(output_, simulated.mr, {.description = "simulated MR"}, &job),
         nifti_in_group(beside("_space-mr_seg-vert_msk.nii.gz"), simulated.vertebrae, {}, &job),
         nifti_in_group(beside("_space-mr_seg-subreg_msk.nii.gz"), simulated.subregions, {}, &job),
         {beside("_landmarks.json"),
          [&](const auto& temporary) { return write_landmark_document(temporary, *points); }},
         {beside("_ct-from-mr.tfm"), [&](const auto& temporary) {
            return write_transform(temporary, simulated.ct_from_mr);
          }}});
  }

  /// Corresponding points of both images, as exact as the transform.
  static Result<LandmarkDocument> points_of(const SimulatedMr& simulated) {
    const auto in_mr = centres_of_mass(simulated.vertebrae, simulated.subregions);
    if (!in_mr) return in_mr.error();
    LandmarkSet in_ct;
    for (const auto& [key, p] : *in_mr) in_ct[key] = simulated.ct_from_mr * p;
    return LandmarkDocument{with_state(*in_mr, LandmarkState::automatic),
                            with_state(in_ct, LandmarkState::automatic)};
  }

  std::filesystem::path ct_, vertebrae_, output_, bodies_, subregions_;
  SimulateMrOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_simulate_mr_verb() {
  return std::make_unique<SimulateMrVerb>();
}

}  // namespace transpine
