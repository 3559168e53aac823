// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace transpine {

/// The folders of the studies opened last on this machine, the newest first; those that are gone
/// are left out.
QStringList recent_studies();
void add_recent_study(const QString& folder);

}  // namespace transpine
