"""The post: package container, signing and carriers; the only room that knows bytes on the road."""
