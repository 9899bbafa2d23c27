package io.devctl.model;

/**
 * Which part of the targets a run was about that was one of several.
 *
 * @param index the shard, from 1
 * @param count how many shards there are
 * @param targets how many targets the shard has
 * @param of how many targets all shards have together
 */
public record Share(int index, int count, int targets, int of) {}
