// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/simulate_mr.h"

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/nifti_io.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace {

class SimulateMrVerb : public Verb {
 public:
  std::string name() const override { return "simulate-mr"; }
  std::string summary() const override {
    return "Makes a simulated MR with known alignment from a real CT and its vertebra mask.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"CT", "The CT in Hounsfield units.", &ct_},
        {"VERTEBRAE", "Its mask of VerSe vertebra ids, on the CT's grid.", &vertebrae_},
        {"OUTPUT", "The MR to write, NAME.nii.gz; masks and transform go beside it.", &output_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(bodies_, {.key = "bodies",
                       .label = "Body mask",
                       .help = "Mask that is not 0 in vertebral bodies; without it their anterior "
                               "parts count as bodies."});
    list.append(options_of(options_));
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    const auto ct = load_image(ct_, context);
    if (!ct) return ct.error();
    const auto vertebrae = load_image(vertebrae_, context);
    if (!vertebrae) return vertebrae.error();
    Volume bodies;
    if (!bodies_.empty()) {
      const auto loaded = load_image(bodies_, context);
      if (!loaded) return loaded.error();
      bodies = loaded->volume;
    }
    JobContext job = context.job.part(0, 0.9);
    const auto simulated = simulate_mr(ct->volume, vertebrae->volume, bodies, options_, job);
    if (!simulated) return simulated.error();
    context.out.text("Simulated MR, " + simulated->mr.grid().description());
    if (!context.dry_run) {
      if (auto written = write(*simulated, context.job); !written) return written.error();
      context.out.text("Wrote " + output_.string() + ", its masks and its transform.");
    }
    return nlohmann::json{{"mr", output_.string()},
                          {"vertebrae", beside("_seg-vert_msk.nii.gz").string()},
                          {"subregions", beside("_seg-subreg_msk.nii.gz").string()},
                          {"ct_from_mr", beside("_ct-from-mr.tfm").string()},
                          {"simulated", true},
                          {"matrix_lps", matrix_json(simulated->ct_from_mr.matrix())}};
  }

 private:
  std::filesystem::path beside(const std::string& end) const {
    std::string stem = output_.filename().string();
    stem = stem.substr(0, stem.find(".nii"));
    return output_.parent_path() / (stem + end);
  }

  Result<void> write(const SimulatedMr& simulated, JobContext& job) const {
    if (auto w = write_nifti(output_, simulated.mr, {.description = "simulated MR"}, &job); !w)
      return w;
    if (auto w = write_nifti(beside("_seg-vert_msk.nii.gz"), simulated.vertebrae, {}, &job); !w)
      return w;
    if (auto w = write_nifti(beside("_seg-subreg_msk.nii.gz"), simulated.subregions, {}, &job); !w)
      return w;
    return write_transform(beside("_ct-from-mr.tfm"), simulated.ct_from_mr);
  }

  std::filesystem::path ct_, vertebrae_, output_, bodies_;
  SimulateMrOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_simulate_mr_verb() {
  return std::make_unique<SimulateMrVerb>();
}

}  // namespace transpine
