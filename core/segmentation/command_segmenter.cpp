// SPDX-License-Identifier: Apache-2.0
#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "core/base/child_process.h"
#include "core/image/grid_overlap.h"
#include "core/image/input_checks.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/nn/device.h"
#include "core/segmentation/command_template.h"
#include "core/segmentation/segmenters.h"
#include "core/segmentation/spine_from_parts.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

/// A new folder of this process alone, removed with all that is in it.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code none;
    const fs::path parent = fs::temp_directory_path(none);
    std::string name = (parent / "transpine-segment-XXXXXX").string();
    if (!none && ::mkdtemp(name.data())) path_ = name;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  /// Empty where none could be made.
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

bool is_installed(const std::string& program) {
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// The file that a pattern within the folder means; the first by name of several.
std::optional<fs::path> written_file(const fs::path& folder, const std::string& pattern) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    if (entry.is_regular_file() && ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0) {
      found.push_back(entry.path());
    }
  }
  if (found.empty()) return std::nullopt;
  return *std::min_element(found.begin(), found.end());
}

std::string joined(const std::vector<std::string>& texts, const std::string& between) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : between) + text;
  return all;
}

/// What it printed last, for a message.
std::string last_words(const ChildOutcome& outcome) {
  if (outcome.last_lines.empty()) return "It printed nothing.";
  constexpr std::size_t most = 5;
  const auto& lines = outcome.last_lines;
  const std::size_t first = lines.size() > most ? lines.size() - most : 0;
  return "The end of its log: " +
         joined({lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end()}, " | ");
}

class CommandSegmenter : public SpineSegmenter {
 public:
  CommandSegmenter(CommandTemplate command, SegmentOptions options, std::string device,
                   std::optional<NamedPlace> named)
      : command_(std::move(command)),
        options_(std::move(options)),
        device_(std::move(device)),
        named_(std::move(named)) {}

  nlohmann::json description() const override {
    return {{"method", "command"}, {"name", command_.name}, {"argv", command_.argv}};
  }

  Result<Segmentation> segment(const Volume& ct_hu, const LandmarkSet& landmarks,
                               JobContext& job) override {
    const WorkFolder folder;
    if (folder.path().empty()) {
      return Error{"There is no folder for temporary files.",
                   "Name one that exists and can be written to in TMPDIR."};
    }
    if (auto ran = run(ct_hu, folder.path(), job); !ran) return ran.error();
    if (!job.checkpoint(0.9, "Reading what " + command_.name + " wrote")) return cancelled_error();
    std::vector<std::string> notes;
    auto labels = mask_of(command_.output, folder.path(), ct_hu.grid(), notes, job);
    if (!labels) return labels.error();
    Volume subregions;
    if (!command_.subregions.empty()) {
      auto read = mask_of(command_.subregions, folder.path(), ct_hu.grid(), notes, job);
      if (!read) return read.error();
      subregions = std::move(*read);
    }
    auto made = understood(*labels, subregions, landmarks, notes, job);
    if (made) made->notes.insert(made->notes.end(), notes.begin(), notes.end());
    return made;
  }

 private:
  Error failed(const std::string& what, const std::string& remedy) const {
    return {command_.name + " " + what, remedy};
  }

  Result<void> run(const Volume& ct_hu, const fs::path& folder, JobContext& job) const {
    const auto argv = filled_argv(command_, options_.command_values, device_, folder);
    if (!argv) return argv.error();
    if (!job.checkpoint(0.02, "Writing the CT for " + command_.name)) return cancelled_error();
    const fs::path input = folder / command_.input;
    if (auto written = write_nifti(input, ct_hu, {}, &job); !written) return written;
    // A program may expect its folders to be there.
    fs::create_directories((folder / command_.output).parent_path());
    job.log("Running: " + joined(*argv, " "));
    if (!job.checkpoint(0.05, "Running " + command_.name)) return cancelled_error();
    ChildProcess process;
    process.argv = *argv;
    process.folder = folder;
    process.on_line = [&](const std::string& line) { job.log(line); };
    if (options_.timeout_min > 0) {
      process.timeout =
          std::chrono::seconds(std::max<std::int64_t>(1, std::llround(options_.timeout_min * 60)));
    }
    const auto outcome = run_child(process, job.stop_token());
    if (!outcome) return outcome.error();
    return judged(*outcome);
  }

  Result<void> judged(const ChildOutcome& outcome) const {
    switch (outcome.end) {
      case ChildOutcome::End::cancelled:
        return cancelled_error();
      case ChildOutcome::End::not_found:
        return failed("is not installed: there is no program " + command_.argv.front() + ".",
                      command_.install);
      case ChildOutcome::End::timed_out: {
        std::ostringstream minutes;
        minutes << options_.timeout_min;
        return failed("did not end within " + minutes.str() + " minutes and was stopped.",
                      last_words(outcome) + " Allow it more time (--timeout-min).");
      }
      case ChildOutcome::End::killed_by_signal:
        return failed("crashed (signal " + std::to_string(outcome.code) + ").",
                      last_words(outcome));
      case ChildOutcome::End::exited:
        break;
    }
    if (outcome.code == 0) return {};
    return failed("failed with exit code " + std::to_string(outcome.code) + ".",
                  last_words(outcome));
  }

  /// A mask that it wrote, on the CT's grid.
  Result<Volume> mask_of(const std::string& pattern, const fs::path& folder, const Grid& grid,
                         std::vector<std::string>& notes, JobContext& job) const {
    const auto file = written_file(folder, pattern);
    if (!file) {
      return failed("ended without an error, but wrote no " + pattern + ".",
                    "Look at its log, and at the output that the template names.");
    }
    auto mask = read_nifti(*file);
    if (!mask) return mask.error();
    if (auto sound = check_mask(*mask, "What " + command_.name + " wrote"); !sound) {
      return sound.error();
    }
    const Volume labels = mask->as(ScalarType::int32);
    constexpr double tolerance_mm = 0.01;
    if (labels.grid().same_as(grid, tolerance_mm)) return labels.with_grid(grid);
    if (!grids_overlap(labels.grid(), grid)) {
      return failed(
          "wrote a mask that lies elsewhere than the CT (" + labels.grid().description() + ").",
          "Check its output: the mask must keep the CT's place in space.");
    }
    notes.push_back(command_.name + " wrote a mask on another grid (" +
                    labels.grid().description() + "): it was brought onto that of the CT.");
    return resample(labels, grid, Rigid3(), Interpolation::nearest, 0, job);
  }

  /// By `ids`; what they do not hold is listed.
  Result<Volume> mapped(const Volume& labels, std::vector<std::string>& notes) const {
    std::set<int> unknown;
    bool any = false;
    Volume made(labels.grid(), ScalarType::uint8);
    const auto from = labels.values<std::int32_t>();
    const auto to = made.values<std::uint8_t>();
    for (std::size_t v = 0; v < from.size(); ++v) {
      if (from[v] == 0) continue;
      const auto id = command_.ids.find(from[v]);
      if (id != command_.ids.end()) {
        to[v] = static_cast<std::uint8_t>(id->second);
        any |= id->second != 0;
      } else if (!command_.ignored.contains(from[v])) {
        unknown.insert(from[v]);
      }
    }
    std::vector<std::string> names;
    for (const int label : unknown) names.push_back(std::to_string(label));
    if (!any) {
      return failed(
          "found no vertebra" + (names.empty()
                                     ? std::string(".")
                                     : "; its labels are not known: " + joined(names, ", ") + "."),
          "Check that the CT shows a spine, and the labels of the template.");
    }
    if (!names.empty()) {
      notes.push_back(
          "Labels that the template does not know are left out: " + joined(names, ", ") + ".");
    }
    return made;
  }

  Result<Segmentation> understood(const Volume& labels, const Volume& subregions,
                                  const LandmarkSet& landmarks, std::vector<std::string>& notes,
                                  JobContext& job) const {
    if (command_.labels == CommandTemplate::Labels::instances) {
      return numbered(labels, subregions, landmarks);
    }
    const auto made = mapped(labels, notes);
    if (!made) return made.error();
    if (command_.labels == CommandTemplate::Labels::parts) {
      return spine_from_parts({*made, *made}, {landmarks, named_}, job);
    }
    return Segmentation{
        *made, parts_within(*made, subregions), {"Levels as " + command_.name + " tells them."}};
  }

  /// Numbers of vertebrae without level, 1 to 25; larger ones are of discs and end plates.
  Result<Segmentation> numbered(const Volume& labels, const Volume& subregions,
                                const LandmarkSet& landmarks) const {
    constexpr int last_instance = 25;
    std::map<int, std::pair<Eigen::Vector3d, double>> sums;
    const Grid& grid = labels.grid();
    const auto values = labels.values<std::int32_t>();
    std::size_t v = 0;
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
          if (values[v] < 1 || values[v] > last_instance) continue;
          auto& [sum, count] =
              sums.try_emplace(values[v], Eigen::Vector3d::Zero(), 0.0).first->second;
          sum += Eigen::Vector3d(static_cast<double>(i), static_cast<double>(j),
                                 static_cast<double>(k));
          count += 1;
        }
      }
    }
    if (sums.empty()) {
      return failed("found no vertebra.", "Check that the CT shows a spine.");
    }
    std::vector<std::pair<int, Instance>> found;
    for (const auto& [label, sum] : sums) {
      Instance instance;
      instance.centre_mm = grid.point_from_index(sum.first / sum.second);
      found.emplace_back(label, instance);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.second.centre_mm.z() > b.second.centre_mm.z();
    });
    Instances instances;
    instances.grid = grid;
    std::map<int, std::uint8_t> order;
    for (const auto& [label, instance] : found) {
      instances.vertebrae.push_back(instance);
      order[label] = static_cast<std::uint8_t>(instances.vertebrae.size());
    }
    note_gaps(instances);
    instances.labels.assign(values.size(), 0);
    for (std::size_t at = 0; at < values.size(); ++at) {
      const auto label = order.find(values[at]);
      if (label != order.end()) instances.labels[at] = label->second;
    }
    const auto numbering = number_instances(instances, {landmarks, named_});
    if (!numbering) return numbering.error();
    Segmentation result{Volume(grid, ScalarType::uint8), {}, {numbering->how}};
    result.notes.insert(result.notes.end(), instances.notes.begin(), instances.notes.end());
    result.notes.insert(result.notes.end(), numbering->warnings.begin(), numbering->warnings.end());
    const auto ids = result.vertebrae.values<std::uint8_t>();
    for (std::size_t at = 0; at < values.size(); ++at) {
      if (instances.labels[at] == 0) continue;
      ids[at] = static_cast<std::uint8_t>(numbering->ids[instances.labels[at] - 1u]);
    }
    result.subregions = parts_within(result.vertebrae, subregions);
    return result;
  }

  /// Its subregion ids within the vertebrae; none where it tells none.
  static Volume parts_within(const Volume& vertebrae, const Volume& subregions) {
    Volume made(vertebrae.grid(), ScalarType::uint8);
    if (subregions.empty()) return made;
    const auto ids = vertebrae.values<std::uint8_t>();
    const auto from = subregions.values<std::int32_t>();
    const auto to = made.values<std::uint8_t>();
    for (std::size_t v = 0; v < ids.size(); ++v) {
      const bool is_part = subregion::is_posterior(from[v]) || subregion::is_body(from[v]);
      if (ids[v] && is_part) to[v] = static_cast<std::uint8_t>(from[v]);
    }
    return made;
  }

  CommandTemplate command_;
  SegmentOptions options_;
  std::string device_;
  std::optional<NamedPlace> named_;
};

}  // namespace

Result<std::unique_ptr<SpineSegmenter>> make_command_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named) {
  auto command = read_command_template(options.command);
  if (!command) return command.error();
  // It runs in a folder of its own.
  std::string& program = command->argv.front();
  if (program.find('/') != std::string::npos && program.find('{') == std::string::npos) {
    program = fs::absolute(program).string();
  }
  if (named && command->labels == CommandTemplate::Labels::vertebrae) {
    return Error{command->name + " tells the levels itself: --level has no effect.",
                 "Leave --level and --at out, or shift the levels of its mask afterwards."};
  }
  const auto filled = filled_argv(*command, options.command_values, options.device, {});
  if (!filled) return filled.error();
  if (!is_installed(filled->front())) {
    return Error{command->name + " is not installed: there is no program " + filled->front() + ".",
                 command->install};
  }
  const auto device = device_from(options.device);
  if (!device) return device.error();
  return std::unique_ptr<SpineSegmenter>(std::make_unique<CommandSegmenter>(
      *command, options, device->is_cpu() ? "cpu" : "cuda", named));
}

}  // namespace transpine
