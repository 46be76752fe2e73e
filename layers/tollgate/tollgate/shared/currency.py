"""The currencies that prices, budgets and customers may name."""

from enum import StrEnum

Currency = StrEnum(
    "Currency",
    "AED ALL AMD ANG AUD AWG AZN BAM BBD BDT BGN BIF BMD BND BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY CZK DJF DKK "
    "DOP DZD EGP ETB EUR FJD GBP GEL GIP GMD GNF GYD HKD HRK HTG IDR ILS INR ISK JMD JPY KES KGS KHR KMF KRW KYD "
    "KZT LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRO MVR MWK MXN MYR MZN NAD NGN NOK NPR NZD PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SLE SLL SOS SZL THB TJS TOP TRY TTD TZS UAH UGX USD UZS VND VUV "
    "WST XAF XCD XOF XPF YER ZAR ZMW",
)
"""Lower-case ISO 4217 codes, those the contract lists."""

_SYMBOLS = {
    "aud": "A$",
    "brl": "R$",
    "cad": "CA$",
    "cny": "CN¥",
    "eur": "€",
    "gbp": "£",
    "hkd": "HK$",
    "ils": "₪",
    "inr": "₹",
    "jpy": "¥",
    "krw": "₩",
    "mxn": "MX$",
    "nzd": "NZ$",
    "php": "₱",
    "usd": "$",
    "vnd": "₫",
    "xaf": "FCFA",
    "xcd": "EC$",
    "xof": "F CFA",
    "xpf": "CFPF",
}
"""Those that no two currencies share, as Unicode's English locale has them."""


def symbol_of(currency: str) -> str:
    """Return what stands beside an amount: the currency's symbol, or its code where it has none of its own."""
    return _SYMBOLS.get(currency, currency.upper())
