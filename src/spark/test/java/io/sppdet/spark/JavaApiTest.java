package io.sppdet.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** One jar runs on Spark 3.5 to 4.1, of which only the Java API stays the same. */
@AnalyzeClasses(packages = "io.sppdet.spark")
class JavaApiTest {
  @ArchTest
  static void noTypeOfScalaIsUsed(JavaClasses classes) {
    noClasses().should().dependOnClassesThat().resideInAPackage("scala..").check(classes);
  }

  @ArchTest
  static void sparkIsUsedByItsJavaApi(JavaClasses classes) {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.spark..")
                .and(
                    resideOutsideOfPackages(
                        "org.apache.spark", // its configuration, files and task context
                        "org.apache.spark.api.java..",
                        "org.apache.spark.api.plugin")))
        .check(classes);
  }
}
