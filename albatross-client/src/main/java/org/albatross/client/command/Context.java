package org.albatross.client.command;

import java.io.InputStream;
import java.util.Map;
import org.albatross.client.output.Output;

/** The world around a command. */
public record Context(InputStream in, Output out, Output err, Map<String, String> environment) {}
