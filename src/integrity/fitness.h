// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/fitness.h — the bipartite configuration model (Saracco et al. 2015, doi 10.1038/srep10595): each node of either side has a
// fitness, and two are linked with the chance x y / (1 + x y), chosen so that every node is expected to have the links it has.
#pragma once
#include <map>
#include <vector>

namespace favilla::integrity {

// Nodes with the same degree have the same fitness: the model is solved for degrees, not for nodes.
struct DegreeClass {
    int degree = 0;
    double number = 0;   // of nodes
    double fitness = 0;  // x or y
};

// By degree.
using DegreeClasses = std::vector<DegreeClass>;

DegreeClasses classes_of(const std::map<int, int>& number_by_degree, double links);

// Of both sides, from classes of the same links.
void fit(DegreeClasses& one, DegreeClasses& other);

}  // namespace favilla::integrity
