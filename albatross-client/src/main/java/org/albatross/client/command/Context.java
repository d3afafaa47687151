package org.albatross.client.command;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.albatross.client.output.Output;

/**
 * The world around a command.
 *
 * @param directory where files go that are called after something
 */
public record Context(
    InputStream in, Output out, Output err, Map<String, String> environment, Path directory) {}
