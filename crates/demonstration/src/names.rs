//! Names: common given and family names of communities in the United Kingdom, put together at random. No combination is meant
//! to be anybody: where a given and a family name together are those of somebody well known, one of the two is left out.

use crate::random::Random;

/// The names of one community.
struct Names {
    women: List,
    men: List,
    families: List,
}

/// Names with commas between, so that a hundred of them stay readable here.
type List = &'static str;

fn pick(random: &mut Random, list: List) -> &'static str {
    let number = list.split(", ").count();
    let at = usize::try_from(random.below(number as u64)).unwrap_or(0);
    list.split(", ").nth(at).unwrap_or(list)
}

/// A given and a family name for somebody of this ethnic group, gender and year of birth.
pub(crate) fn name(random: &mut Random, ethnicity: &str, gender: &str, born: i16) -> (&'static str, &'static str) {
    let names = community(random, ethnicity, born);
    let woman = match gender {
        "woman" => true,
        "man" => false,
        _ => random.chance(50),
    };
    let given = pick(random, if woman { names.women } else { names.men });
    // Families are mixed at any time in the last hundred years: some people have another community's family name.
    let families =
        if ethnicity.starts_with("mixed") && random.chance(50) { BRITISH_YOUNGER.families } else { names.families };
    (given, pick(random, families))
}

fn community(random: &mut Random, ethnicity: &str, born: i16) -> &'static Names {
    let british = if born < 1976 { &BRITISH_OLDER } else { &BRITISH_YOUNGER };
    match ethnicity {
        "white-irish" | "white-gypsy-irish-traveller" => &IRISH,
        "white-other" | "white-roma" => &EUROPEAN,
        "asian-pakistani" => &PAKISTANI,
        "asian-bangladeshi" => &BANGLADESHI,
        "asian-indian" | "asian-other" => &INDIAN,
        "asian-chinese" => &CHINESE,
        "black-african" | "black-other" => &AFRICAN,
        "black-caribbean" => &CARIBBEAN,
        "other-arab" => &ARAB,
        "mixed-white-asian" => random.pick(&[british, &PAKISTANI, &INDIAN]).unwrap_or(&british),
        "mixed-white-black-african" => random.pick(&[british, &AFRICAN]).unwrap_or(&british),
        "mixed-white-black-caribbean" => random.pick(&[british, &CARIBBEAN]).unwrap_or(&british),
        _ => british,
    }
}

const BRITISH_FAMILIES: List = "Ainsworth, Aspinall, Bamber, Barker, Bentham, Birtwistle, Bleasdale, Booth, Bracewell, Briggs, Broadbent, \
        Burrows, Butterworth, Calvert, Catterall, Chadwick, Clegg, Coates, Crabtree, Cronshaw, Dewhurst, Dobson, \
        Duckworth, Eastwood, Eccles, Entwistle, Fairclough, Fielding, Gornall, Greenhalgh, Greenwood, Halliwell, \
        Halstead, Hargreaves, Hartley, Haworth, Heaton, Heyes, Hindle, Hodgson, Holden, Holt, Horrocks, Houghton, \
        Hoyle, Ingham, Iveson, Jepson, Kenyon, Kershaw, Lightfoot, Livesey, Lomax, Lord, Mather, Metcalfe, Mitton, \
        Moorhouse, Nuttall, Ogden, Ormerod, Parkinson, Pickup, Pilkington, Pollard, Proctor, Ramsbottom, Rawcliffe, \
        Ridehalgh, Rigby, Riley, Rothwell, Rushton, Sagar, Salthouse, Seddon, Sharples, Shackleton, Slater, Smalley, \
        Southworth, Stansfield, Sutcliffe, Swarbrick, Tattersall, Thornber, Threlfall, Topping, Turton, Varley, \
        Wadsworth, Walmsley, Walton, Wareing, Whalley, Whitehead, Whittle, Wignall, Wilcock, Winstanley, Woodhouse, \
        Worthington";

const BRITISH_OLDER: Names = Names {
    women: "Alison, Andrea, Angela, Ann, Barbara, Beverley, Brenda, Carol, Carole, Cheryl, Christine, Dawn, Deborah, \
        Denise, Diane, Elaine, Gail, Gillian, Glenys, Hazel, Heather, Jacqueline, Janet, Jean, Jill, Joan, Joyce, \
        Judith, Julie, June, Karen, Kathleen, Lesley, Linda, Lorraine, Lynn, Mandy, Margaret, Marion, Maureen, Pamela, \
        Patricia, Paula, Sandra, Sharon, Sheila, Susan, Tracey, Wendy, Yvonne",
    men: "Alan, Andrew, Anthony, Barry, Brian, Carl, Clive, Colin, Craig, Dennis, Derek, Douglas, Duncan, Eric, Frank, \
        Gareth, Geoffrey, Gerald, Glyn, Gordon, Graham, Howard, Ian, Keith, Kenneth, Kevin, Leslie, Malcolm, Martin, \
        Neil, Nigel, Norman, Peter, Philip, Raymond, Roger, Ronald, Russell, Stephen, Stuart, Terence, Timothy, \
        Trevor, Vincent, Wayne",
    families: BRITISH_FAMILIES,
};

const BRITISH_YOUNGER: Names = Names {
    women: "Abigail, Aimee, Amy, Ashleigh, Bethany, Caitlin, Carly, Charlotte, Chelsea, Chloe, Claire, Courtney, Danielle, \
        Ellie, Emily, Faye, Gemma, Georgia, Gwen, Hannah, Hayley, Holly, Jade, Jemma, Jenna, Jodie, Kayleigh, Kelly, \
        Kerry, Kirsty, Laura, Leah, Leanne, Lindsey, Lucy, Megan, Melissa, Mollie, Naomi, Natalie, Nicola, Paige, \
        Rachel, Rebecca, Samantha, Shannon, Sian, Sophie, Stacey, Steph, Tanya, Toni, Victoria, Zoe",
    men: "Aaron, Adam, Ashley, Ben, Bradley, Brandon, Callum, Cameron, Christopher, Connor, Curtis, Damian, Daniel, \
        Danny, Darren, Dean, Dylan, Ethan, Gavin, Jake, Jamie, Jason, Joe, Jonathan, Jordan, Joshua, Josh, Kieran, \
        Kyle, Lee, Lewis, Liam, Luke, Marcus, Mark, Matthew, Nathan, Owen, Rhys, Ricky, Ross, Ryan, Scott, Sean, \
        Shane, Simon, Stefan, Toby, Tyler, Zak",
    families: BRITISH_FAMILIES,
};

const IRISH: Names = Names {
    women: "Aisling, Aoife, Bridget, Catriona, Ciara, Deirdre, Eileen, Fionnuala, Geraldine, Grainne, Maeve, Niamh, \
        Noreen, Orla, Roisin, Siobhan, Theresa, Una",
    men: "Aidan, Brendan, Cathal, Ciaran, Cormac, Declan, Dermot, Diarmuid, Donal, Eamonn, Fergal, Finbar, Kieran, \
        Malachy, Niall, Padraig, Ruairi, Seamus",
    families: "Brannigan, Carmody, Coyle, Crilly, Devlin, Doherty, Dunleavy, Fahy, Geraghty, Heffernan, Keane, Lafferty, \
        Mannion, McArdle, McCabe, McGinty, Mulligan, Nolan, Rafferty, Scanlon, Tierney, Toner",
};

const EUROPEAN: Names = Names {
    women: "Agnieszka, Aleksandra, Alina, Andreea, Beata, Daria, Elena, Ewa, Ioana, Iwona, Joanna, Katarzyna, Kristina, \
        Magda, Malgorzata, Marta, Mihaela, Monika, Oksana, Olena, Raluca, Rasa, Renata, Sofia",
    men: "Adrian, Andrei, Bartosz, Bogdan, Cristian, Damian, Darius, Dawid, Filip, Florin, Grzegorz, Jakub, Janis, \
        Krzysztof, Lukasz, Marek, Marius, Mateusz, Oleksandr, Pawel, Piotr, Radu, Sorin, Tomasz",
    families: "Balan, Baran, Bondar, Ciobanu, Dumitru, Ferreira, Gorski, Horvath, Ionescu, Jankauskas, Kalnins, Kaminska, \
        Kovac, Kozak, Krol, Lungu, Marin, Mazur, Nowak, Ozols, Petrauskas, Rusu, Sikora, Stan, Szymanska, Tkachenko, \
        Toma, Wrona, Zajac",
};

const PAKISTANI: Names = Names {
    women: "Aaliyah, Ayesha, Bushra, Farah, Farzana, Fozia, Hafsa, Hina, Humaira, Iqra, Kiran, Mariam, Misbah, Nadia, \
        Nasreen, Nazia, Rabia, Rukhsana, Sadia, Saima, Samina, Shabana, Shazia, Sumera, Tahira, Zainab",
    men: "Adeel, Adnan, Ahsan, Atif, Bilal, Faisal, Haroon, Hasnain, Irfan, Jameel, Kamran, Kashif, Naveed, Nasir, Omar, \
        Qasim, Rizwan, Saqib, Shahid, Shakeel, Sohail, Usman, Waqas, Zeeshan",
    families: "Akhtar, Ali, Anwar, Ashraf, Aslam, Aziz, Bashir, Butt, Chaudhry, Dar, Farooq, Ghafoor, Hussain, Iqbal, Javed, \
        Malik, Parveen, Qureshi, Rafiq, Rashid, Raza, Riaz, Sadiq, Saleem, Shah, Sheikh, Siddique, Yaqub, Zaman",
};

const BANGLADESHI: Names = Names {
    women: "Afia, Ayesha, Fahmida, Fatema, Jannat, Lubna, Mahbuba, Nasima, Nazma, Rahela, Rehana, Rina, Runa, Salma, \
        Shahena, Shirin, Sultana, Tahmina",
    men: "Abdul, Ashraful, Faruk, Habib, Imtiaz, Jubayer, Kamal, Masum, Mizan, Monir, Nazrul, Rafiqul, Rashed, Ruhel, \
        Shafiq, Shamim, Sohel, Tanvir",
    families: "Ahmed, Alam, Begum, Bhuiyan, Chowdhury, Choudhury, Haque, Hossain, Islam, Kabir, Khatun, Miah, Mollah, Rahman, \
        Sarkar, Siddiqua, Sikder, Talukdar, Uddin",
};

const INDIAN: Names = Names {
    women: "Aarti, Anjali, Asha, Bhavna, Deepa, Divya, Hetal, Jaspreet, Jyoti, Kavita, Lakshmi, Manjit, Meena, Neha, \
        Pooja, Rekha, Rina, Seema, Simran, Sunita, Tejal, Urmila",
    men: "Ajay, Amit, Anil, Arjun, Ashok, Balwinder, Deepak, Gurdeep, Harish, Jagdish, Kishan, Manoj, Nikhil, Pankaj, \
        Paresh, Rakesh, Ravi, Sandeep, Sanjay, Suresh, Vijay, Vikram",
    families: "Bains, Bhatt, Chauhan, Desai, Dhillon, Gill, Gohil, Joshi, Kaur, Lad, Mehta, Mistry, Nair, Pandya, Parmar, \
        Patel, Rana, Sandhu, Sharma, Solanki, Thakor, Vyas",
};

const CHINESE: Names = Names {
    women: "Fang, Hui, Jing, Lan, Li Na, Mei, Ming, Qing, Siu Ling, Wai Yee, Xia, Yan, Yuen, Carmen, Grace",
    men: "Bo, Chi Wai, Feng, Hao, Jun, Ka Ho, Lei, Man Kit, Tao, Wei, Wing, Yong, Eric, Kelvin, Raymond",
    families: "Chan, Cheung, Chow, Fung, Guo, Ho, Huang, Kwok, Lai, Lam, Lau, Leung, Liang, Lin, Mok, Ng, Poon, Tang, Tse, \
        Wong, Wu, Yip, Zhao, Zhou",
};

const AFRICAN: Names = Names {
    women: "Abena, Adaeze, Adwoa, Akosua, Amara, Amina, Blessing, Chipo, Comfort, Eden, Efua, Esther, Fatou, Hodan, \
        Ifeoma, Mercy, Ngozi, Patience, Rudo, Selam, Tendai, Titilayo, Yetunde, Zawadi",
    men: "Abdi, Ayodele, Babatunde, Bright, Chidi, Dawit, Emeka, Emmanuel, Farai, Gift, Ibrahim, Isaac, Kofi, Kwame, \
        Kwabena, Lamin, Musa, Obinna, Olumide, Samuel, Tadesse, Tafadzwa, Yusuf",
    families: "Abebe, Acheampong, Adebayo, Adeyemi, Afolabi, Agyeman, Amoah, Asante, Bello, Boateng, Ceesay, Chikwanha, \
        Danso, Eze, Farah, Gebre, Hassan, Igwe, Jallow, Kamara, Mensah, Moyo, Ncube, Nwosu, Obi, Odhiambo, Okoro, \
        Osei, Owusu, Sesay, Tekle, Warsame",
};

const CARIBBEAN: Names = Names {
    women: "Alesha, Beverley, Camille, Claudette, Cynthia, Dionne, Jasmine, Kemi, Marcia, Maxine, Merlene, Monique, \
        Paulette, Rochelle, Shanice, Sonia, Tamika, Yvette",
    men: "Andre, Carlton, Clifton, Courtney, Delroy, Dwayne, Errol, Everton, Garfield, Jermaine, Leroy, Lloyd, Marlon, \
        Nathaniel, Neville, Reuben, Tyrone",
    families: "Bailey, Barrett, Beckford, Blake, Brathwaite, Dacres, Ferron, Francis, Gayle, Goulbourne, Grant, Henry, \
        Hylton, Lindo, McKenzie, Morrison, Myrie, Pinnock, Reid, Samuels, Thorpe, Walcott, Whyte",
};

const ARAB: Names = Names {
    women: "Aisha, Amal, Dalia, Dina, Ghada, Hanan, Huda, Iman, Layla, Lina, Maha, Mona, Nour, Rania, Reem, Samar, Suhad, \
        Yasmin",
    men: "Ahmad, Ammar, Bassam, Fadi, Ghassan, Hani, Hassan, Jamal, Karim, Khaled, Mahmoud, Mazen, Nabil, Rami, Samir, \
        Tarek, Walid, Yasin",
    families: "Abbas, Al-Amin, Al-Hadi, Al-Jabiri, Al-Najjar, Awad, Barakat, Darwish, El-Sayed, Fares, Ghanem, Haddad, \
        Hamdan, Issa, Jaber, Khalil, Mansour, Nasser, Odeh, Qasem, Saleh, Shaheen, Taha, Yousef",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_holds_names_and_no_name_twice() {
        let all = [
            &BRITISH_OLDER,
            &BRITISH_YOUNGER,
            &IRISH,
            &EUROPEAN,
            &PAKISTANI,
            &BANGLADESHI,
            &INDIAN,
            &CHINESE,
            &AFRICAN,
            &CARIBBEAN,
            &ARAB,
        ];
        for list in all.into_iter().flat_map(|names| [names.women, names.men, names.families]) {
            let mut names: Vec<&str> = list.split(", ").collect();
            assert!(names.len() >= 14, "{list}");
            assert!(names.iter().all(|name| name.starts_with(char::is_uppercase) && !name.contains(',')), "{list}");
            names.sort_unstable();
            assert!(names.is_sorted_by(|one, other| one < other), "twice in {list}");
        }
    }
}
