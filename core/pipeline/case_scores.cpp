// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/case_scores.h"

#include <cmath>
#include <limits>

#include "core/landmarks/spine_labels.h"

namespace transpine {
using nlohmann::json;

namespace {

json optional_json(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

// JSON has neither infinity nor NaN: the PSNR of equal images is null, as is what is no number.
json finite_json(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

double psnr_from(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::infinity() : value.get<double>();
}

std::optional<double> optional_from(const json& value) {
  if (!value.is_number()) return std::nullopt;
  return value.get<double>();
}

double number_or_nan(const json& entry, const char* key) {
  return optional_from(entry.value(key, json())).value_or(std::nan(""));
}

template <class Values, class ToJson>
json by_vertebra(const Values& values, ToJson to_json) {
  json object = json::object();
  for (const auto& [label, value] : values) object[vertebra_name(label)] = to_json(value);
  return object;
}

template <class Value, class FromJson>
std::map<int, Value> by_vertebra_from(const json& object, FromJson from_json) {
  std::map<int, Value> values;
  for (const auto& [name, value] : object.items()) {
    if (const auto label = vertebra_from_name(name)) values[*label] = from_json(value);
  }
  return values;
}

json names_of(const std::vector<int>& labels) {
  json names = json::array();
  for (const int label : labels) names.push_back(vertebra_name(label));
  return names;
}

std::vector<int> labels_from(const json& names) {
  std::vector<int> labels;
  for (const json& name : names) {
    if (const auto label = vertebra_from_name(name.get<std::string>())) labels.push_back(*label);
  }
  return labels;
}

json quality_json(const ImageQuality& quality) {
  json psnr_per_slice = json::array();
  for (const double psnr_db : quality.psnr_db_per_slice) {
    psnr_per_slice.push_back(finite_json(psnr_db));
  }
  json ssim_per_slice = json::array();
  for (const double ssim : quality.ssim_per_slice) ssim_per_slice.push_back(finite_json(ssim));
  json object{{"l1", quality.l1},
              {"mse", quality.mse},
              {"psnr_db", finite_json(quality.psnr_db)},
              {"ssim", finite_json(quality.ssim)},
              {"vifp", finite_json(quality.vifp)},
              {"ms_ssim", finite_json(quality.ms_ssim)},
              {"mae_hu", finite_json(quality.mae_hu)},
              {"mae_volume_hu", finite_json(quality.mae_volume_hu)},
              {"slices", quality.slices},
              {"identical_slices", quality.identical_slices},
              {"psnr_db_per_slice", psnr_per_slice},
              {"ssim_per_slice", ssim_per_slice}};
  if (const auto note = psnr_note(quality)) object["note"] = *note;
  return object;
}

ImageQuality quality_from(const json& entry) {
  ImageQuality quality;
  quality.l1 = entry.at("l1").get<double>();
  quality.mse = entry.at("mse").get<double>();
  quality.psnr_db = psnr_from(entry.at("psnr_db"));
  quality.ssim = number_or_nan(entry, "ssim");
  quality.vifp = number_or_nan(entry, "vifp");
  quality.ms_ssim = number_or_nan(entry, "ms_ssim");
  quality.mae_hu = number_or_nan(entry, "mae_hu");
  quality.mae_volume_hu = number_or_nan(entry, "mae_volume_hu");
  quality.slices = entry.at("slices").get<int>();
  quality.identical_slices = entry.value("identical_slices", 0);
  for (const json& psnr_db : entry.at("psnr_db_per_slice")) {
    quality.psnr_db_per_slice.push_back(psnr_from(psnr_db));
  }
  for (const json& ssim : entry.at("ssim_per_slice")) {
    quality.ssim_per_slice.push_back(optional_from(ssim).value_or(std::nan("")));
  }
  return quality;
}

json surfaces_json(const SurfaceScores& scores) {
  return {{"mean_hd95_mm", optional_json(scores.mean_hd95_mm)},
          {"mean_assd_mm", optional_json(scores.mean_assd_mm)},
          {"mean_nsd", optional_json(scores.mean_nsd)},
          {"per_vertebra", by_vertebra(scores.per_vertebra, [](const SurfaceScore& one) {
             return json{{"hd95_mm", one.hd95_mm}, {"assd_mm", one.assd_mm}, {"nsd", one.nsd}};
           })}};
}

SurfaceScores surfaces_from(const json& entry) {
  SurfaceScores scores;
  scores.mean_hd95_mm = optional_from(entry.at("mean_hd95_mm"));
  scores.mean_assd_mm = optional_from(entry.at("mean_assd_mm"));
  scores.mean_nsd = optional_from(entry.at("mean_nsd"));
  scores.per_vertebra =
      by_vertebra_from<SurfaceScore>(entry.at("per_vertebra"), [](const json& one) {
        return SurfaceScore{one.at("hd95_mm"), one.at("assd_mm"), one.at("nsd")};
      });
  return scores;
}

void add_figures(json& document, const CaseFigures& figures) {
  if (figures.quality) document["image_quality"] = quality_json(*figures.quality);
  if (const auto& dice = figures.dice) {
    document["dice"] = {
        {"global", optional_json(dice->global)},
        {"posterior", optional_json(figures.dice_posterior)},
        {"mean_vertebra", optional_json(dice->mean_vertebra)},
        {"posterior_mean_vertebra", optional_json(figures.dice_posterior_mean_vertebra)},
        {"per_vertebra", by_vertebra(dice->per_vertebra, optional_json)}};
    document["labels"] = {{"missing", names_of(figures.missing)},
                          {"only_in_result", names_of(figures.extra)},
                          {"shift", figures.shift}};
  }
  if (figures.surfaces) document["surfaces"] = surfaces_json(*figures.surfaces);
  if (figures.surfaces_posterior) {
    document["surfaces_posterior"] = surfaces_json(*figures.surfaces_posterior);
  }
  if (!figures.notes.empty()) document["notes"] = figures.notes;
}

CaseFigures figures_from(const json& document) {
  CaseFigures figures;
  if (document.contains("image_quality")) {
    figures.quality = quality_from(document.at("image_quality"));
  }
  if (document.contains("dice")) {
    const json& entry = document.at("dice");
    DiceScores dice;
    dice.global = optional_from(entry.at("global"));
    dice.mean_vertebra = optional_from(entry.at("mean_vertebra"));
    dice.per_vertebra =
        by_vertebra_from<std::optional<double>>(entry.at("per_vertebra"), optional_from);
    for (const auto& [label, value] : dice.per_vertebra) dice.vertebrae += value.has_value();
    figures.dice = std::move(dice);
    figures.dice_posterior = optional_from(entry.at("posterior"));
    figures.dice_posterior_mean_vertebra =
        optional_from(entry.value("posterior_mean_vertebra", json()));
  }
  if (document.contains("labels")) {
    const json& labels = document.at("labels");
    figures.missing = labels_from(labels.at("missing"));
    figures.extra = labels_from(labels.at("only_in_result"));
    figures.shift = labels.at("shift").get<int>();
  }
  if (document.contains("surfaces")) figures.surfaces = surfaces_from(document.at("surfaces"));
  if (document.contains("surfaces_posterior")) {
    figures.surfaces_posterior = surfaces_from(document.at("surfaces_posterior"));
  }
  figures.notes = document.value("notes", std::vector<std::string>{});
  return figures;
}

json basis_json(const ScoreBasis& basis) {
  const auto vector = [](const Eigen::Vector3d& v) { return json{v.x(), v.y(), v.z()}; };
  json direction = json::array();
  for (int axis = 0; axis < 3; ++axis) {
    direction.push_back(vector(basis.grid.direction.col(axis)));
  }
  return {{"grid",
           {{"size", basis.grid.size},
            {"spacing_mm", vector(basis.grid.spacing_mm)},
            {"origin_lps_mm", vector(basis.grid.origin_mm)},
            {"axes_lps", direction}}},
          {"references", basis.references},
          {"options", basis.options}};
}

ScoreBasis basis_from(const json& entry) {
  const auto vector = [](const json& v) {
    return Eigen::Vector3d(v.at(0).get<double>(), v.at(1).get<double>(), v.at(2).get<double>());
  };
  ScoreBasis basis;
  const json& grid = entry.at("grid");
  basis.grid.size = grid.at("size").get<Index3>();
  basis.grid.spacing_mm = vector(grid.at("spacing_mm"));
  basis.grid.origin_mm = vector(grid.at("origin_lps_mm"));
  for (int axis = 0; axis < 3; ++axis) {
    basis.grid.direction.col(axis) = vector(grid.at("axes_lps").at(static_cast<std::size_t>(axis)));
  }
  basis.references = entry.at("references").get<std::map<std::string, std::string>>();
  basis.options = entry.at("options");
  return basis;
}

}  // namespace

json to_json(const CaseFigures& figures) {
  json document = json::object();
  add_figures(document, figures);
  return document;
}

json to_json(const CaseScores& scores) {
  json document{{"subject", scores.subject}, {"run", scores.run}};
  add_figures(document, scores);
  if (scores.isotropic) {
    document["isotropic"] = json::object();
    add_figures(document["isotropic"], *scores.isotropic);
  }
  if (scores.basis) document["basis"] = basis_json(*scores.basis);
  document["vertebra_centres_lps_mm"] =
      by_vertebra(scores.vertebra_centres_mm, [](const Eigen::Vector3d& p) {
        return json{p.x(), p.y(), p.z()};
      });
  return document;
}

Result<CaseScores> case_scores_from_json(const json& document) {
  try {
    CaseScores scores{figures_from(document), {}, {}, {}, {}, {}};
    scores.subject = document.at("subject").get<std::string>();
    scores.run = document.at("run").get<std::string>();
    if (document.contains("isotropic")) scores.isotropic = figures_from(document.at("isotropic"));
    if (document.contains("basis")) scores.basis = basis_from(document.at("basis"));
    scores.vertebra_centres_mm = by_vertebra_from<Eigen::Vector3d>(
        document.at("vertebra_centres_lps_mm"), [](const json& p) {
          return Eigen::Vector3d(p.at(0).get<double>(), p.at(1).get<double>(),
                                 p.at(2).get<double>());
        });
    return scores;
  } catch (const json::exception& exception) {
    return Error{std::string("A scores file cannot be understood (") + exception.what() + ").",
                 "Evaluate the case again."};
  }
}

std::string difference_of(const ScoreBasis& a, const ScoreBasis& b) {
  if (!a.grid.same_as(b.grid)) {
    return "on different grids: " + a.grid.description() + " and " + b.grid.description();
  }
  for (const auto& [name, hash] : a.references) {
    const auto other = b.references.find(name);
    if (other == b.references.end() || other->second.empty() || hash.empty()) continue;
    if (other->second != hash) return "against different files: " + name;
  }
  for (const auto& [key, value] : a.options.items()) {
    if (!b.options.contains(key) || b.options.at(key) == value) continue;
    return "with different options: " + key + " " + value.dump() + " and " +
           b.options.at(key).dump();
  }
  return {};
}

}  // namespace transpine
