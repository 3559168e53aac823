// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/evaluation/surface_distance.h"
#include "core/image/grid_overlap.h"
#include "core/landmarks/spine_labels.h"
#include "core/surfaces/label_surfaces.h"
#include "core/surfaces/mesh_files.h"

namespace transpine {
namespace {

using Distances = std::map<int, SurfaceDistance>;

class SurfacesVerb : public Verb {
 public:
  std::string name() const override { return "surfaces"; }
  std::string summary() const override {
    return "Writes the surfaces of a mask's vertebrae as STL, PLY or VTP, and measures how far "
           "they lie from those of another mask.";
  }
  std::vector<Positional> positionals() override {
    return {{"LABELS", "The mask with an id for each vertebra.", &labels_},
            {"OUTPUT",
             "A file .stl, .ply or .vtp for all of them together, or a folder for one file each.",
             &output_}};
  }
  OptionList options() override {
    OptionList list;
    list.append(options_of(surface_));
    list.append(options_of(export_));
    add_vertebrae(list, vertebrae_);
    list.add(against_, {.key = "against",
                        .label = "Against",
                        .help = "A reference mask on any grid, in the same space or placed by "
                                "--transform. Distances to its surfaces are printed, and written "
                                "into PLY and VTP."});
    list.add(transform_, {.key = "transform",
                          .label = "Transform",
                          .help = "Takes a place of LABELS to the reference mask: ct-from-mr for "
                                  "masks on the MR and on its CT."});
    list.add(
        csv_,
        {.key = "csv", .label = "CSV file", .help = "Where the distances are written as well."});
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    const auto wanted = vertebrae_option(vertebrae_);
    if (!wanted) return wanted.error();
    if (auto possible = check_places(); !possible) return possible.error();
    const auto labels = load_mask(labels_, context);
    if (!labels) return labels.error();
    auto surfaces = build(labels->volume, labels_, *wanted, context.job.part(0.1, 0.5), context);
    if (!surfaces) return surfaces.error();
    Distances distances;
    if (!against_.empty()) {
      auto measured = measure(*surfaces, labels->volume.grid(), *wanted, context);
      if (!measured) return measured.error();
      distances = std::move(*measured);
    }
    if (auto distinct = check_files(*surfaces); !distinct) return distinct.error();
    if (!context.dry_run) {
      if (auto written = write(*surfaces, distances); !written) return written.error();
    }
    return report(*surfaces, distances, context);
  }

 private:
  Result<void> check_places() const {
    if (against_.empty() && !csv_.empty()) {
      return Error{"--csv is for distances to another mask.", "Give that mask with --against."};
    }
    if (against_.empty() && !transform_.empty()) {
      return Error{"--transform places another mask.", "Give that mask with --against."};
    }
    if (auto distinct = check_distinct({labels_, against_, transform_}, {output_, csv_});
        !distinct) {
      return distinct;
    }
    if (!is_mesh_file_name(output_) && output_.has_extension() &&
        !std::filesystem::is_directory(output_)) {
      return Error{output_.string() + " is no name of a surface file.",
                   "End it with .stl, .ply or .vtp, or name a folder, without an ending."};
    }
    if (is_mesh_file_name(output_)) {
      if (auto possible = check_output(output_); !possible) return possible;
    } else if (auto possible = check_output(output_ / "surface"); !possible) {
      return possible;
    }
    return csv_.empty() ? Result<void>() : check_output(csv_);
  }

  /// The files in a folder are known only once the labels are.
  Result<void> check_files(const LabelSurfaces& surfaces) const {
    std::vector<int> labels;
    for (const auto& [label, mesh] : surfaces.meshes) labels.push_back(label);
    auto files = mesh_file_names(labels, output_, export_);
    files.push_back(csv_);
    return check_distinct({labels_, against_, transform_}, files);
  }

  Result<LabelSurfaces> build(const Volume& labels, const std::filesystem::path& file,
                              const std::vector<int>& wanted, JobContext job,
                              VerbContext& context) const {
    auto surfaces = build_label_surfaces(labels, surface_, job, wanted);
    if (!surfaces) return surfaces;
    if (surfaces->meshes.empty() && surfaces->left_out.empty()) {
      return Error{
          file.string() + (wanted.empty() ? " has no labels." : " has none of " + vertebrae_ + "."),
          "Give a mask with an id for each vertebra."};
    }
    if (const std::string note = left_out_text(*surfaces); !note.empty()) {
      context.out.warning(file.string() + ": " + note);
    }
    return surfaces;
  }

  Result<Distances> measure(const LabelSurfaces& surfaces, const Grid& grid,
                            const std::vector<int>& wanted, VerbContext& context) const {
    Rigid3 reference_from_labels;
    if (!transform_.empty()) {
      const auto read = load_second_from_first(transform_, std::nullopt, context);
      if (!read) return read.error();
      reference_from_labels = *read;
    }
    const auto reference = load_mask(against_, context);
    if (!reference) return reference.error();
    if (!grids_overlap(grid, reference->volume.grid(), reference_from_labels)) {
      context.out.warning(labels_.string() + " and " + against_.string() +
                          " do not overlap: they lie in different spaces, or --transform is " +
                          (transform_.empty() ? "missing." : "wrong."));
    }
    auto others = build(reference->volume, against_, wanted, context.job.part(0.5, 0.6), context);
    if (!others) return others.error();
    others = moved(*others, reference_from_labels.inverse());
    JobContext job = context.job.part(0.6, 0.95);
    auto distances = surface_distances(surfaces, *others, job);
    if (distances && distances->empty()) {
      return Error{labels_.string() + " and " + against_.string() + " have no label in common.",
                   "Check that both masks name their vertebrae in the same way."};
    }
    return distances;
  }

  Result<void> write(const LabelSurfaces& surfaces, const Distances& distances) const {
    MeshDistances by_point;
    for (const auto& [label, distance] : distances) by_point[label] = distance.signed_mm;
    const auto written = write_label_meshes(surfaces, by_point, output_, export_);
    if (!written) return written.error();
    if (csv_.empty()) return {};
    std::string csv = "vertebra,mean_mm,median_mm,hd95_mm,max_mm,bias_mm\n";
    for (const auto& [label, d] : distances) {
      char line[160];
      std::snprintf(line, sizeof line, ",%.4f,%.4f,%.4f,%.4f,%.4f\n", d.mean_mm, d.median_mm,
                    d.hd95_mm, d.max_mm, d.bias_mm);
      csv += vertebra_name(label) + line;
    }
    return write_text_atomically(csv_, csv);
  }

  nlohmann::json report(const LabelSurfaces& surfaces, const Distances& distances,
                        VerbContext& context) const {
    nlohmann::json entries = nlohmann::json::object();
    std::vector<int> labels;
    if (!distances.empty()) {
      context.out.text("Distances in mm        mean  median    HD95     max    bias");
    }
    for (const auto& [label, mesh] : surfaces.meshes) {
      labels.push_back(label);
      nlohmann::json& entry = entries[vertebra_name(label)];
      entry["triangles"] = mesh->triangles.size();
      entry["volume_ml"] = enclosed_volume_mm3(*mesh) / 1000;
      char line[120];
      std::snprintf(line, sizeof line, "  %-5s %8.2f ml", vertebra_name(label).c_str(),
                    enclosed_volume_mm3(*mesh) / 1000);
      std::string text = line;
      if (const auto found = distances.find(label); found != distances.end()) {
        const SurfaceDistance& d = found->second;
        entry["distance_mm"] = {{"mean", d.mean_mm},
                                {"median", d.median_mm},
                                {"hd95", d.hd95_mm},
                                {"max", d.max_mm},
                                {"bias", d.bias_mm}};
        std::snprintf(line, sizeof line, " %8.2f%8.2f%8.2f%8.2f%+8.2f", d.mean_mm, d.median_mm,
                      d.hd95_mm, d.max_mm, d.bias_mm);
        text += line;
      }
      context.out.text(text);
    }
    nlohmann::json files = nlohmann::json::array();
    for (const auto& file : mesh_file_names(labels, output_, export_))
      files.push_back(file.string());
    context.out.text((context.dry_run ? "Would write " : "Wrote ") +
                     (files.size() == 1
                          ? files[0].get<std::string>()
                          : std::to_string(files.size()) + " files in " + output_.string()) +
                     ", " + export_.space + " in mm");
    return {{"files", files},
            {"space", export_.space},
            {"surfaces", entries},
            {"left_out", surfaces.left_out}};
  }

  std::filesystem::path labels_, output_, against_, transform_, csv_;
  std::string vertebrae_;
  SurfaceOptions surface_;
  MeshExportOptions export_;
};

}  // namespace

std::unique_ptr<Verb> make_surfaces_verb() {
  return std::make_unique<SurfacesVerb>();
}

}  // namespace transpine
