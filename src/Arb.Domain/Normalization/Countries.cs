using System.Collections.Frozen;

namespace Arb.Domain.Normalization;

/// <summary>The confederation whose clubs and nations play each other.</summary>
internal enum Confederation : byte
{
    None,
    Europe,
    SouthAmerica,
    NorthAmerica,
    Asia,
    Africa,
    Oceania,
}

/// <summary>A country as football knows it (England and Scotland are two).</summary>
/// <param name="Code">Its three-letter code, lower case, as FIFA has it.</param>
/// <param name="Confederation">Whose member it is.</param>
internal sealed record Country(string Code, Confederation Confederation);

/// <summary>
/// Countries in the words that bookmakers use for them: the name and the adjective in English and in the languages of the large feeds (Spanish, Portuguese, Italian, French, German, Turkish), and codes.
/// Written from general knowledge; codes as in FIFA's list of member associations.
/// </summary>
internal static class Countries
{
    // code confederation: words; several words of one name joined by '_'.
    private const string Table = """
        eng e: england english inglaterra angleterre inghilterra ingles inglesa ingiltere englisch anglais anglia
        sco e: scotland scottish escocia ecosse scozia schottland iskocya escocesa
        wal e: wales welsh gales galles galler cymru
        nir e: northern_ireland north_ireland irlanda_del_norte irlande_du_nord nordirland kuzey_irlanda nireland
        irl e: ireland irish republic_of_ireland irlanda irlande irland eire rep_of_ireland
        esp e: spain spanish espana espagne spagna spanien ispanya espanola espanhola espanha espanol
        ita e: italy italian italia italie italien italya italiana italiano
        fra e: france french francia franca frankreich fransa francaise francesa francese
        ger e: germany german alemania allemagne germania deutschland deutsche almanya alemanha alemana
        por e: portugal portuguese portogallo portekiz portuguesa portugues
        ned e: netherlands dutch holland holanda nederland hollanda niederlande olanda pays_bas paises_bajos holandesa
        bel e: belgium belgian belgica belgique belgio belgien belcika
        tur e: turkey turkish turkiye turquia turquie turchia turkei turca
        gre e: greece greek grecia grece griechenland yunanistan hellas griega
        aut e: austria austrian autriche osterreich avusturya oesterreich
        sui e: switzerland swiss suiza suisse svizzera schweiz isvicre suica
        den e: denmark danish dinamarca danemark danimarca danimarka danmark
        swe e: sweden swedish suecia suede svezia schweden isvec sverige
        nor e: norway norwegian noruega norvege norvegia norwegen norvec norge
        fin e: finland finnish finlandia finlande finlandiya suomi
        isl e: iceland icelandic islandia islande islanda izlanda island
        fro e: faroe_islands faroe islas_feroe
        pol e: poland polish polonia pologne polen polonya polska
        cze e: czech_republic czech czechia chequia republica_checa tchequie tschechien cekya repubblica_ceca cesko
        svk e: slovakia slovak eslovaquia slovaquie slowakei slovakya
        hun e: hungary hungarian hungria hongrie ungheria ungarn macaristan
        rou e: romania romanian rumania roumanie rumanien romanya romenia
        bul e: bulgaria bulgarian bulgarie bulgarien bulgaristan
        srb e: serbia serbian serbie serbien sirbistan
        cro e: croatia croatian croacia croatie croazia kroatien hirvatistan hrvatska
        svn e: slovenia slovenian eslovenia slovenie slowenien slovenya
        bih e: bosnia_and_herzegovina bosnia_herzegovina bosnia bosnian bosna_hersek bosnie
        mne e: montenegro montenegrin karadag
        mkd e: north_macedonia macedonia macedonian kuzey_makedonya fyr_macedonia
        alb e: albania albanian albanie arnavutluk
        kos e: kosovo kosovan kosova
        ukr e: ukraine ukrainian ucrania ucraina ukrayna
        rus e: russia russian rusia russie russland rusya
        blr e: belarus belarusian bielorrusia bielorussia beyaz_rusya
        mda e: moldova moldovan moldavia
        geo e: georgia_europe georgian gurcistan
        arm e: armenia armenian ermenistan
        aze e: azerbaijan azerbaijani azeri azerbaycan azerbaiyan
        kaz e: kazakhstan kazakh kazajistan kazakistan
        ltu e: lithuania lithuanian lituania litvanya
        lva e: latvia latvian letonia letonya
        est e: estonia estonian estonya
        isr e: israel israeli israil
        cyp e: cyprus cypriot chipre chypre cipro zypern kibris
        mlt e: malta maltese malte
        lux e: luxembourg luxemburg luxemburgo luksemburg
        and e: andorra andorran
        smr e: san_marino
        gib e: gibraltar
        lie e: liechtenstein
        bra s: brazil brazilian brasil bresil brasile brasilien brezilya brasileiro brasileira bra brasileirao
        arg s: argentina argentine argentinian argentinien argentino arjantin arg
        uru s: uruguay uruguayan uruguaya uru
        chi s: chile chilean cile sili chilena chi
        col s: colombia colombian kolombiya kolumbien colombiana col
        per s: peru peruvian perou peruana per
        ecu s: ecuador ecuadorian ekvador equador ecu
        par s: paraguay paraguayan paraguaya par
        bol s: bolivia bolivian bolivya boliviano bol
        ven s: venezuela venezuelan venezolana ven
        usa n: usa united_states american estados_unidos etats_unis abd stati_uniti
        mex n: mexico mexican messico mexique meksika mexiko mexicana mex
        can n: canada canadian kanada
        crc n: costa_rica costa_rican crc
        gua n: guatemala guatemalan gua
        hon n: honduras honduran
        slv n: el_salvador salvadoran slv
        pan n: panama panamanian
        nca n: nicaragua nicaraguan
        jam n: jamaica jamaican
        tri n: trinidad_and_tobago trinidad_tobago
        hai n: haiti haitian
        dom n: dominican_republic republica_dominicana
        cub n: cuba cuban
        jpn a: japan japanese japon giappone japonya japao jpn
        kor a: south_korea korea_republic republic_of_korea korea korean corea_del_sur guney_kore sudkorea coree kor
        prk a: north_korea korea_dpr
        chn a: china chinese chine cina chn
        tpe a: chinese_taipei taiwan
        hkg a: hong_kong hkg
        mac a: macau macao
        aus a: australia australian avustralya australie aus
        ind a: india indian inde hindistan
        idn a: indonesia indonesian endonezya
        mas a: malaysia malaysian malezya malasia
        tha a: thailand thai tailandia tayland
        vie a: vietnam vietnamese viet_nam
        sgp a: singapore singaporean singapur sin sgp
        phi a: philippines philippine filipinas
        mya a: myanmar burma
        cam a: cambodia cambodian
        ksa a: saudi_arabia saudi arabia_saudita arabie_saoudite suudi_arabistan ksa
        uae a: united_arab_emirates uae emirates emirati emiratos birlesik_arap_emirlikleri
        qat a: qatar qatari katar
        kuw a: kuwait kuwaiti kuveyt
        bhr a: bahrain bahraini bahreyn
        oma a: oman omani umman
        jor a: jordan jordanian urdun jordania
        irq a: iraq iraqi irak
        irn a: iran iranian
        syr a: syria syrian siria suriye
        lbn a: lebanon lebanese libano lubnan liban
        ple a: palestine palestinian filistin
        yem a: yemen
        uzb a: uzbekistan uzbek ozbekistan
        tjk a: tajikistan tajik
        tkm a: turkmenistan turkmen
        kgz a: kyrgyzstan kyrgyz
        ban a: bangladesh bangladeshi
        pak a: pakistan pakistani
        sri a: sri_lanka
        nep a: nepal nepali
        mdv a: maldives
        mng a: mongolia mongolian
        egy f: egypt egyptian egipto misir egypte egitto
        mar f: morocco moroccan marruecos fas maroc marocco marrocos
        alg f: algeria algerian argelia cezayir algerie
        tun f: tunisia tunisian tunez tunus tunisie
        lby f: libya libyan
        sud f: sudan sudanese
        nga f: nigeria nigerian nijerya
        gha f: ghana ghanaian gana
        civ f: ivory_coast cote_divoire ivorian fildisi_sahili costa_de_marfil
        cmr f: cameroon cameroonian camerun cameroun kamerun
        sen f: senegal senegalese
        mli f: mali malian
        rsa f: south_africa south_african sudafrica guney_afrika rsa
        ken f: kenya kenyan
        uga f: uganda ugandan
        tan f: tanzania tanzanian
        rwa f: rwanda rwandan ruanda
        eth f: ethiopia ethiopian etiyopya
        zam f: zambia zambian
        zim f: zimbabwe zimbabwean
        ang f: angola angolan
        moz f: mozambique mozambican
        cod f: dr_congo congo_dr democratic_republic_of_congo
        cgo f: congo
        gab f: gabon
        bfa f: burkina_faso
        ben f: benin
        tog f: togo
        gui f: guinea
        mtn f: mauritania
        gam f: gambia gambian
        bot f: botswana
        nam f: namibia namibian
        mad f: madagascar
        nzl o: new_zealand nueva_zelanda yeni_zelanda
        fij o: fiji
        """;

    private static readonly FrozenDictionary<string, Country> Words = Read();

    private static readonly FrozenDictionary<string, Country> Codes = Words.Values.Distinct().ToFrozenDictionary(country => country.Code, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Names = Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line[6..].Split(' ')[0].Replace('_', ' ')).ToFrozenSet(StringComparer.Ordinal);

    // States of Brazil; se and ac are left out, they are club forms.
    private static readonly FrozenSet<string> States = FrozenSet.ToFrozenSet(
        ["mg", "pr", "go", "rj", "sp", "rs", "sc", "ba", "pe", "ce", "pb", "pa", "am", "mt", "ms", "al", "rn", "df", "ma", "pi", "to", "ap", "ro", "rr"]);

    /// <summary>Confederations and what is said for them in the names of competitions between countries.</summary>
    private static readonly FrozenDictionary<string, Confederation> Confederations = new Dictionary<string, Confederation>
    {
        ["uefa"] = Confederation.Europe,
        ["europe"] = Confederation.Europe,
        ["european"] = Confederation.Europe,
        ["europa"] = Confederation.Europe,
        ["conmebol"] = Confederation.SouthAmerica,
        ["sudamericana"] = Confederation.SouthAmerica,
        ["libertadores"] = Confederation.SouthAmerica,
        ["recopa"] = Confederation.SouthAmerica,
        ["south america"] = Confederation.SouthAmerica,
        ["concacaf"] = Confederation.NorthAmerica,
        ["leagues cup"] = Confederation.NorthAmerica,
        ["afc"] = Confederation.Asia,
        ["asia"] = Confederation.Asia,
        ["asian"] = Confederation.Asia,
        ["caf"] = Confederation.Africa,
        ["africa"] = Confederation.Africa,
        ["african"] = Confederation.Africa,
        ["afcon"] = Confederation.Africa,
        ["ofc"] = Confederation.Oceania,
        ["oceania"] = Confederation.Oceania,
    }.ToFrozenDictionary();

    /// <summary>The country that a folded word, or several joined by spaces, stands for; null when none.</summary>
    internal static Country? Of(string words) => Words.GetValueOrDefault(words);

    /// <summary>The country with a code: that of FIFA, or another of three letters that is used for it.</summary>
    internal static Country? OfCode(string code) => code.Length == 3 ? Codes.GetValueOrDefault(code) ?? Words.GetValueOrDefault(code) : null;

    /// <summary>True for a country's name in English (not an adjective, a code or a name in another language).</summary>
    internal static bool IsName(string word) => Names.Contains(word);

    /// <summary>True for the code of a state that tells namesakes apart.</summary>
    internal static bool IsState(string word) => States.Contains(word);

    /// <summary>The confederation that a folded word stands for.</summary>
    internal static Confederation ConfederationOf(string words) => Confederations.GetValueOrDefault(words);

    private static FrozenDictionary<string, Country> Read()
    {
        var words = new Dictionary<string, Country>(StringComparer.Ordinal);
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var country = new Country(line[..3], line[4] switch
            {
                'e' => Confederation.Europe,
                's' => Confederation.SouthAmerica,
                'n' => Confederation.NorthAmerica,
                'a' => Confederation.Asia,
                'f' => Confederation.Africa,
                _ => Confederation.Oceania,
            });
            foreach (var word in line[6..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                words.TryAdd(word.Trim('_').Replace('_', ' '), country);
        }
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
