"""What can be listed, converted and counted: categories with members, units with factors, goods."""


def _members(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CATEGORIES: dict[str, tuple[str, ...]] = {
    "fruits": _members("apple pear plum cherry peach mango grape lemon"),
    "hand tools": _members("hammer wrench screwdriver pliers mallet spanner rasp clamp"),
    "songbirds": _members("robin thrush wren finch nightingale blackbird starling warbler"),
    "instruments": _members("violin flute trumpet piano cello harp clarinet drum"),
    "colours": _members("red blue green yellow purple orange crimson turquoise"),
    "clothes": _members("shirt jacket scarf skirt jumper glove sock waistcoat"),
    "pieces of furniture": _members("sofa wardrobe bookcase stool armchair cupboard desk dresser"),
    "rivers": _members("Danube Nile Thames Amazon Rhine Volga Ganges Loire"),
    "capital cities": _members("Paris Madrid Vienna Oslo Cairo Lima Tokyo Dublin"),
    "spices": _members("pepper ginger nutmeg cumin saffron turmeric paprika clove"),
    "insects": _members("ant wasp moth dragonfly ladybird earwig mosquito butterfly"),
    "gemstones": _members("ruby emerald sapphire opal topaz amethyst diamond garnet"),
    "planets": _members("Mercury Venus Mars Jupiter Saturn Uranus Neptune Earth"),
    "vehicles": _members("tram lorry bicycle scooter tractor ferry taxi van"),
    "school subjects": _members("history chemistry geography algebra biology Latin music economics"),
    "cheeses": _members("cheddar brie gouda feta camembert parmesan stilton edam"),
    "kitchen items": _members("whisk ladle colander grater saucepan kettle spatula sieve"),
    "drinks": _members("tea coffee lemonade cider milk cocoa wine juice"),
}
UNSEEN_CATEGORIES: dict[str, tuple[str, ...]] = {
    "dances": _members("waltz tango polka foxtrot samba rumba minuet quickstep"),
    "languages": _members("Finnish Welsh Swahili Tamil Korean Basque Turkish Danish"),
    "flowers": _members("tulip daisy poppy lily daffodil violet marigold snowdrop"),
    "pastries": _members("croissant strudel eclair brioche scone doughnut turnover profiterole"),
    "body parts": _members("elbow ankle shoulder wrist knee thumb chin heel"),
}

UNITS: dict[tuple[str, str], int] = {
    ("kilogram", "gram"): 1000,
    ("metre", "centimetre"): 100,
    ("hour", "minute"): 60,
    ("week", "day"): 7,
    ("foot", "inch"): 12,
    ("pound", "ounce"): 16,
    ("decade", "year"): 10,
    ("euro", "cent"): 100,
    ("litre", "millilitre"): 1000,
    ("century", "generation"): 4,
}
UNSEEN_UNITS: dict[tuple[str, str], int] = {
    ("gallon", "pint"): 8,
    ("fortnight", "night"): 14,
    ("score", "piece"): 20,
    ("fathom", "span"): 8,
}
PLURALS = {"foot": "feet", "inch": "inches", "century": "centuries", "loaf": "loaves", "box": "boxes"}

GOODS = _members("egg coin stamp candle button brick ticket pencil marble bottle")
UNSEEN_GOODS = _members("acorn badge pillow ribbon")


def plural(noun: str) -> str:
    """The plural of a unit or good."""
    return PLURALS.get(noun, noun + "s")
