// SPDX-License-Identifier: Apache-2.0
#include "core/translation/translate.h"

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"

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
            {"MR", "The MR: NIfTI file or DICOM folder.", &mr_},
            {"OUTPUT",
             "NIfTI file on the MR's grid; the isotropic one gets _desc-iso, the provenance "
             ".json.",
             &out_}};
  }

  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_image_output(out_); !possible) return possible.error();
    const auto mr = load_image(mr_, context);
    if (!mr) return mr.error();
    auto translator = make_diffusion_translator(options_);
    if (!translator) return translator.error();
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
  fs::path sidecar_file() const { return stem_of(out_).string() + ".json"; }

  nlohmann::json planned_files() const {
    nlohmann::json files{{"provenance", sidecar_file().string()}};
    if (options_.grid != "iso") files["native"] = out_.string();
    if (options_.grid != "native") files["isotropic"] = isotropic_file().string();
    return files;
  }

  Result<void> write(const Translated& translated) const {
    if (translated.native) {
      if (auto done = write_nifti(out_, *translated.native); !done) return done;
    }
    if (translated.isotropic) {
      if (auto done = write_nifti(isotropic_file(), *translated.isotropic); !done) return done;
    }
    nlohmann::json provenance = translated.provenance;
    provenance["source"] = mr_.string();
    return write_text_atomically(sidecar_file(), provenance.dump(2) + "\n");
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
