// SPDX-License-Identifier: Apache-2.0
#include "app/window/figure_options.h"

#include "widgets/view/slice_compare.h"

namespace transpine {
namespace {

std::vector<std::string> compare_keys() {
  std::vector<std::string> keys;
  for (const CompareMode mode : all_compare_modes()) {
    if (!is_moving(mode)) keys.push_back(compare_mode_key(mode).toStdString());
  }
  return keys;
}

void add_picture_options(OptionList& list, FigureOptions& options) {
  list.add(options.width, {.key = "width",
                           .label = "Width",
                           .help = "Of the picture before "
                                   "--scale.",
                           .unit = "px",
                           .min = 50,
                           .max = 8000});
  list.add(options.height, {.key = "height",
                            .label = "Height",
                            .help = "Of the picture before "
                                    "--scale.",
                            .unit = "px",
                            .min = 50,
                            .max = 8000});
  list.add(options.scale, {.key = "scale",
                           .label = "Resolution",
                           .help = "How many times finer "
                                   "than on a screen; letters and scale bar grow along.",
                           .min = 1,
                           .max = 8});
  list.add(options.mm_per_pixel, {.key = "mm_per_pixel",
                                  .label = "Zoom",
                                  .help = "0: the image "
                                          "fits.",
                                  .unit = "mm",
                                  .min = 0,
                                  .max = 5});
}

}  // namespace

OptionList options_of(FigureOptions& options) {
  OptionList list;
  list.add(options.plane, {.key = "plane",
                           .label = "Plane",
                           .help = "The cut.",
                           .choices = {"axial", "sagittal", "coronal"}});
  list.add(options.at, {.key = "at",
                        .label = "Place",
                        .help = "x,y,z in LPS millimetres; the "
                                "image's middle without it.",
                        .unit = "mm"});
  list.add(options.labels, {.key = "labels", .label = "Labels", .help = "A label map on top."});
  list.add(options.draw, {.key = "draw",
                          .label = "Draw labels",
                          .help = "Filled, as outlines, or "
                                  "both.",
                          .choices = {"fill", "outline", "both"}});
  list.add(options.second, {.key = "second", .label = "Second image", .help = "To compare with."});
  list.add(options.second_from_first,
           {.key = "second_from_first",
            .label = "Transform",
            .help = "Takes a place of the first image to the second: ct-from-mr for an MR and its "
                    "CT."});
  list.add(options.compare, {.key = "compare",
                             .label = "Compare",
                             .help = "How the two images "
                                     "are shown as one.",
                             .choices = compare_keys()});
  list.add(options.landmarks, {.key = "landmarks",
                               .label = "Landmarks",
                               .help = "Points of the "
                                       "first image; for --vertebra."});
  list.add(options.vertebra, {.key = "vertebra",
                              .label = "Vertebra",
                              .help = "Cuts through the "
                                      "centres of its body and spinous process."});
  list.add(options.own_grid,
           {.key = "own_grid",
            .label = "Own grid",
            .help = "Cuts along the "
                    "image's own axes: an oblique image shows its voxels as they are."});
  list.add(options.ct, {.key = "ct",
                        .label = "CT",
                        .help = "The first image is in Hounsfield units also "
                                "where its values do not show it: bone window."});
  list.add(options.window, {.key = "window",
                            .label = "Window",
                            .help = "Width of the shown "
                                    "range; 0: automatic.",
                            .min = 0});
  list.add(options.level, {.key = "level",
                           .label = "Level",
                           .help = "Middle of the shown range; "
                                   "with --window."});
  add_picture_options(list, options);
  return list;
}

Result<void> check_options(const FigureOptions& options) {
  const FigureOptions defaults;
  if (!options.at.empty() && options.at.size() != 3) {
    return Error{"--at needs three numbers.", "Give it as x,y,z in LPS millimetres."};
  }
  struct Need {
    bool given, has_it;
    const char *what, *needs;
  };
  const Need needs[] = {{!options.vertebra.empty(), !options.landmarks.empty(),
                         "A cut along a vertebra needs its points.", "--landmarks"},
                        {!options.landmarks.empty(), !options.vertebra.empty(),
                         "--landmarks is for --vertebra.", "--vertebra"},
                        {options.draw != defaults.draw, !options.labels.empty(),
                         "--draw is for a label map.", "--labels"},
                        {options.compare != defaults.compare, !options.second.empty(),
                         "--compare needs a second image.", "--second"},
                        {!options.second_from_first.empty(), !options.second.empty(),
                         "--second-from-first needs a second image.", "--second"},
                        {options.level != defaults.level, options.window > 0,
                         "--level is for a chosen window.", "--window"}};
  for (const Need& need : needs) {
    if (!need.given || need.has_it) continue;
    return Error{need.what, std::string("Give ") + need.needs + " too, or leave the option out."};
  }
  if (options.own_grid && !options.vertebra.empty()) {
    return Error{"--own-grid and --vertebra both turn the cut.", "Choose one of them."};
  }
  return {};
}

}  // namespace transpine
