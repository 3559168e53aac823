// SPDX-License-Identifier: Apache-2.0
#include "core/translation/translate.h"

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/pipeline/group_files.h"
#include "core/pipeline/provenance.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

/// "name.nii.gz" or "name.nii" without its ending, for files beside it.
fs::path stem_of(const fs::path& path) {
  fs::path stem = path.filename();
  if (stem.extension() == ".gz") stem = stem.stem();
  return path.parent_path() / stem.stem();
}

class TranslateVerb : public Verb {
 public:
  std::string name() const override { return "translate"; }
  std::string summary() const override {
    return "Makes a synthetic CT (HU) of an MR with a trained model, on the MR's own grid and on "
           "an isotropic one.";
  }

  std::vector<Positional> positionals() override {
    return {{"MODEL", "Run folder (its newest checkpoint) or a checkpoint.", &options_.model},
            {"MR", "The MR: a NIfTI, NRRD or MetaImage file or a DICOM folder.", &mr_},
            {"OUTPUT",
             "NIfTI file on the MR's grid; the isotropic one gets _desc-iso (with --grid iso it is "
             "this file), the provenance "
             ".json.",
             &out_}};
  }

  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_image_output(out_); !possible) return possible.error();
    if (auto distinct = check_distinct({options_.model, mr_}, outputs()); !distinct) {
      return distinct.error();
    }
    const auto mr = load_image(mr_, context);
    if (!mr) return mr.error();
    auto translator = make_translator(options_);
    if (!translator) return translator.error();
    if (auto sound = check_is_mr(mr->volume, mr_.string()); !sound) return sound.error();
    const nlohmann::json files = planned_files();
    if (context.dry_run) {
      context.out.text("Would translate " + mr_.string() + " (" + mr->volume.grid().description() +
                       ").");
      return files;
    }
    auto translated = translate_with(**translator, mr->volume, options_, context.job);
    if (!translated) return about(mr_.string(), translated.error());
    if (auto written = write(*translated); !written) return written.error();
    for (const auto& [kind, file] : files.items()) {
      context.out.text("Wrote " + file.get<std::string>());
    }
    return files;
  }

 private:
  fs::path isotropic_file() const {
    return options_.grid == "iso" ? out_ : fs::path(stem_of(out_).string() + "_desc-iso.nii.gz");
  }
  static fs::path uncertainty_of(const fs::path& ct) {
    return stem_of(ct).string() + "_desc-uncertainty.nii.gz";
  }
  fs::path sidecar_file() const { return stem_of(out_).string() + ".json"; }

  std::vector<fs::path> outputs() const {
    std::vector<fs::path> files{sidecar_file()};
    if (options_.grid != "iso") files.push_back(out_);
    if (options_.grid != "native") files.push_back(isotropic_file());
    if (options_.samples > 1) {
      if (options_.grid != "iso") files.push_back(uncertainty_of(out_));
      if (options_.grid != "native") files.push_back(uncertainty_of(isotropic_file()));
    }
    return files;
  }

  nlohmann::json planned_files() const {
    nlohmann::json files{{"provenance", sidecar_file().string()}};
    if (options_.grid != "iso") files["native"] = out_.string();
    if (options_.grid != "native") files["isotropic"] = isotropic_file().string();
    if (options_.samples > 1) {
      if (options_.grid != "iso") files["native_uncertainty"] = uncertainty_of(out_).string();
      if (options_.grid != "native") {
        files["isotropic_uncertainty"] = uncertainty_of(isotropic_file()).string();
      }
    }
    return files;
  }

  Result<void> write(const Translated& translated) const {
    auto provenance =
        provenance_of("translate", translated.provenance.at("options"), {{"mr", mr_}});
    if (!provenance) return provenance.error();
    provenance->update(translated.provenance);
    (*provenance)["source"] = mr_.string();
    std::vector<FileInGroup> group;
    if (translated.native) group.push_back(nifti_in_group(out_, *translated.native));
    if (translated.isotropic) {
      group.push_back(nifti_in_group(isotropic_file(), *translated.isotropic));
    }
    if (translated.native_uncertainty) {
      group.push_back(nifti_in_group(uncertainty_of(out_), *translated.native_uncertainty));
    }
    if (translated.isotropic_uncertainty) {
      group.push_back(
          nifti_in_group(uncertainty_of(isotropic_file()), *translated.isotropic_uncertainty));
    }
    group.push_back(json_in_group(sidecar_file(), *provenance));
    return write_files_together(group);
  }

  TranslateOptions options_;
  fs::path mr_;
  fs::path out_;
};

}  // namespace

std::unique_ptr<Verb> make_translate_verb() {
  return std::make_unique<TranslateVerb>();
}

}  // namespace transpine
