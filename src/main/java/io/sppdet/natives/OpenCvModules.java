package io.sppdet.natives;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.presets.opencv_calib3d;
import org.bytedeco.opencv.presets.opencv_dnn;
import org.bytedeco.opencv.presets.opencv_features2d;
import org.bytedeco.opencv.presets.opencv_flann;
import org.bytedeco.opencv.presets.opencv_video;
import org.bytedeco.opencv.presets.opencv_ximgproc;

/** The modules of OpenCV that are used, and no more: others need libraries of the desktop. */
final class OpenCvModules {
  private static final String IMAGES = "jniopencv_imgcodecs";

  /** Those that ximgproc links to beyond {@link #loadImages}, in the order of their needs. */
  private static final Class<?>[] BELOW_XIMGPROC = {
    opencv_flann.class,
    opencv_features2d.class,
    opencv_calib3d.class,
    opencv_dnn.class,
    opencv_video.class,
    opencv_ximgproc.class
  };

  /** What would load all that JavaCPP's presets name, when it is first used. */
  private static final List<String> XIMGPROC =
      List.of(
          "org.bytedeco.opencv.global.opencv_ximgproc",
          "org.bytedeco.opencv.opencv_ximgproc.GraphSegmentation",
          "org.bytedeco.opencv.opencv_ximgproc.SelectiveSearchSegmentation");

  private static final String LOADS = "org.bytedeco.javacpp.loadLibraries";

  private OpenCvModules() {}

  /** Core, imgproc and imgcodecs; JavaCPP locks its cache itself. Tells the file of imgcodecs. */
  static synchronized String loadImages() {
    String loaded = Loader.getLoadedLibraries().get(IMAGES);
    if (loaded != null) {
      return loaded;
    }
    String file = Loader.load(opencv_imgcodecs.class);
    if (Loader.getPlatform().startsWith("windows")) {
      opencv_core.setNumThreads(1); // photos side by side need none, and Wine has none of these
    }
    ProcessSettings.leaveLibrariesAtExit();
    return file;
  }

  /**
   * Also ximgproc's classes of {@link #XIMGPROC}. JavaCPP's own loading of them goes by the preset
   * of features2d, which names highgui and so GTK, though neither of the libraries does.
   */
  static synchronized void loadXimgproc() {
    loadImages();
    ClassProperties properties =
        Loader.loadProperties(BELOW_XIMGPROC, Loader.loadProperties(), false);
    String last = properties.getProperty("platform.library");
    if (Loader.getLoadedLibraries().containsKey(last)) {
      return;
    }
    List<String> libraries = new ArrayList<>(properties.get("platform.link"));
    libraries.add(last);
    for (String library : libraries) {
      Loader.loadLibrary(
          opencv_ximgproc.class,
          Loader.findLibrary(opencv_ximgproc.class, properties, library),
          library);
    }
    initializeWithoutLoading(XIMGPROC);
    ProcessSettings.leaveLibrariesAtExit();
  }

  private static void initializeWithoutLoading(List<String> classes) {
    String before = System.getProperty(LOADS);
    System.setProperty(LOADS, "false");
    try {
      for (String name : classes) {
        Class.forName(name, true, opencv_ximgproc.class.getClassLoader());
      }
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(e.getMessage());
    } finally {
      if (before == null) {
        System.clearProperty(LOADS);
      } else {
        System.setProperty(LOADS, before);
      }
    }
  }
}
