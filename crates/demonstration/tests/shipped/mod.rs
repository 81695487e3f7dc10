//! The demonstration as it ships: the recipes, and the definitions beside them.

use demonstration::{DemoPerson, Recipe, SEED, Vocabulary, generate};
use jiff::civil::Date;

pub struct Shipped {
    recipes: Vec<Recipe>,
    words: Vec<Vocabulary>,
}

impl Shipped {
    pub fn read() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes");
        let mut words = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".toml") && !name.ends_with(".demo.toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                words.extend(Vocabulary::of(&definition::parse(&name, &text).unwrap()));
            }
        }
        Self { recipes: Recipe::shipped().unwrap(), words }
    }

    pub fn words(&self, programme: &str) -> &Vocabulary {
        self.words.iter().find(|words| words.programme == programme).unwrap()
    }

    pub fn everybody(&self) -> Vec<DemoPerson<'_>> {
        generate(&self.recipes, &self.words, SEED, None).unwrap().collect()
    }

    pub fn people(&self, register: &str) -> Vec<DemoPerson<'_>> {
        self.everybody().into_iter().filter(|person| person.register == register).collect()
    }

    pub fn scaled(&self, people: u64) -> impl Iterator<Item = DemoPerson<'_>> {
        generate(&self.recipes, &self.words, SEED, Some(people)).unwrap()
    }
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}
