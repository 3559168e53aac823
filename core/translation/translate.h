// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/image/mr_scale.h"
#include "core/image/volume.h"

namespace transpine {

struct TranslateOptions {
  std::filesystem::path model;  ///< A run folder (its newest checkpoint) or a checkpoint file.
  int steps = 20;
  double eta = 1;
  double guidance_w = 0;
  std::string sign = "right";
  bool clamp_x0 = false;
  std::string weights = "raw";   ///< "raw" as the paper, or "ema".
  std::int64_t samples = 1;      ///< Averaged.
  std::string mr_max = "model";  ///< "model": as in its training; "max" or "percentile".
  double mr_percentile = 99.9;
  std::int64_t tile = 0;  ///< Pixels; 0 takes the model's patch size, of 3D models what fits.
  double memory_gb = 0;   ///< 3D models: what may be used; 0 takes most of what is free.
  std::int64_t overlap = 32;
  std::int64_t batch = 4;
  std::uint64_t seed = 1;
  std::string grid = "both";
  std::string device = "auto";
};

OptionList options_of(TranslateOptions& options);

/// Whether models of a family (ModelFile::family()) have the option of this key. A family that is
/// not known is taken to have all.
bool applies_to_family(const std::string& key, const std::string& family);
/// The options with the default of each that the family does not have.
TranslateOptions options_for_family(const TranslateOptions& options, const std::string& family);

/// Few steps and a narrow overlap: a small volume in half a minute on two cores, for the model of
/// demo_train_options().
TranslateOptions demo_translate_options();

/// Sagittal slices of one image, [slice, rightward][row toward inferior][column toward posterior].
struct SlicePlanes {
  std::int64_t slices = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<float> values;
  std::vector<float> spread = {};  ///< Standard deviation over several samples; else empty.
};

/// A model that turns MR slices into CT slices of the same size: MR in [-1, 1] (air -1, the
/// value of mr_scale_rule() 1), CT in HU / 1000.
class SliceTranslator {
 public:
  virtual ~SliceTranslator() = default;
  /// The in-plane pixel spacing that the model was made for.
  virtual double spacing_mm() const = 0;
  /// Whether the slices must lie as close as their pixels.
  virtual bool is_volumetric() const { return false; }
  /// How the MRs of its training were scaled.
  virtual MrScaleRule mr_scale_rule() const { return {}; }
  virtual Result<SlicePlanes> translate(const SlicePlanes& mr, JobContext& job) = 0;
  /// What belongs into a result's provenance.
  virtual nlohmann::json description() const = 0;
};

/// Returns its input: for tests of everything around the model.
std::unique_ptr<SliceTranslator> make_identity_translator(double spacing_mm = 1);
/// Loads the model that `options` name, of whatever family its checkpoint says.
Result<std::unique_ptr<SliceTranslator>> make_translator(const TranslateOptions& options);

/// The synthetic CT in HU, int16, air -1000.
struct Translated {
  std::optional<Volume> isotropic;  ///< The model's spacing in all directions, axes R, I, P.
  std::optional<Volume> native;     ///< The MR's grid and header forms.
  // With several samples their standard deviation in HU, float32, on the same grids.
  std::optional<Volume> isotropic_uncertainty, native_uncertainty;
  nlohmann::json provenance;
};

/// Translates a whole MR: sagittal slices at the model's in-plane spacing (volumes at its spacing
/// in all directions), one MR maximum for the whole volume, then back to the grids that
/// `options.grid` names. Errors: values that are not numbers, an empty image, an image that looks
/// like a CT, no model, not enough memory, cancelled.
Result<Translated> translate(const Volume& mr, const TranslateOptions& options, JobContext& job);
/// The same with a given model.
Result<Translated> translate_with(SliceTranslator& translator, const Volume& mr,
                                  const TranslateOptions& options, JobContext& job);

}  // namespace transpine
