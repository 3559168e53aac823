// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <filesystem>
#include <string>

namespace transpine {

/// A model that somebody chose to translate with.
struct ModelChoice {
  QString name;                      ///< Of its results.
  std::filesystem::path checkpoint;  ///< Empty: the newest of the run of that name.
  std::string weights = {};          ///< "raw" or "ema"; empty leaves it to the options.
};

}  // namespace transpine

Q_DECLARE_METATYPE(transpine::ModelChoice)
