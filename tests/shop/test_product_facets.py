from shop.product_facets import facets_of


def test_facets_name_category_ancestors_brand_attributes_and_diets_most_telling_first():
    assert facets_of(["dairy-eggs", "plant-milk", "oat-milk"], "oatwell", ["plant-based"], ["vegan"]) == (
        "category:oat-milk",
        "category:plant-milk",
        "brand:oatwell",
        "attribute:plant-based",
        "attribute:vegan",
    )


def test_a_department_counts_only_when_it_is_all_there_is():
    assert facets_of(["pets"], None, [], []) == ("category:pets",)
    assert facets_of(["pets", "cat-food"], None, [], []) == ("category:cat-food",)


def test_an_attribute_that_is_also_a_diet_counts_once():
    assert facets_of(["a", "b"], None, ["vegan"], ["vegan"]) == ("category:b", "attribute:vegan")


def test_facet_keys_have_no_spaces_whatever_staff_typed():
    keys = facets_of(["a", "b"], None, ["Stone ground", " ", "100 % juice"], [])
    assert keys == ("category:b", "attribute:stone-ground", "attribute:100-juice")
    assert all(" " not in key for key in keys)
