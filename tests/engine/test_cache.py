from ld.engine.cache import OVERHEAD, Cache


def test_it_is_bounded_by_bytes_and_forgets_the_oldest():
    cache = Cache(8 * (1000 + OVERHEAD))
    for key in range(20):
        cache.put(key, bytes(1000))
        cache.get(0)
    assert cache.size <= 8 * (1000 + OVERHEAD)
    assert cache.get(0) is not None
    assert cache.get(1) is None
    assert cache.get(19) is not None


def test_what_is_too_large_is_not_kept():
    cache = Cache(8000)
    cache.put("a", bytes(1001))
    assert cache.get("a") is None
    cache.put("b", bytes(100))
    cache.clear()
    assert (cache.size, cache.get("b")) == (0, None)
    assert (cache.hits, cache.misses) == (0, 2)
