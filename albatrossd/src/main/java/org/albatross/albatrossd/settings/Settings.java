package org.albatross.albatrossd.settings;

import java.util.Optional;
import org.albatross.core.model.Path;

/**
 * How this albatrossd was started.
 *
 * @param fullNames whether unikernels are told their name with the path
 * @param zvolPath unikernels on this path may use ZFS volumes
 * @param unikernelUser who tenders run as, if somebody said so
 * @param maxMessage the largest message to receive, in bytes
 */
public record Settings(
    Directories directories,
    boolean fullNames,
    Optional<Path> zvolPath,
    Optional<String> unikernelUser,
    int maxMessage) {}
