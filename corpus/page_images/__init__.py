"""Pages as pictures, with the words of a quote boxed: ``PageImages`` over a store and a folder."""

from corpus.page_images.cache import Cache
from corpus.page_images.images import MarkedPage, PageImages, is_pictured

__all__ = ["Cache", "MarkedPage", "PageImages", "is_pictured"]
